import {writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {renderAnimation} from './animation.js';
import type {DemoRun} from './demo-run.js';
import {runEventfully} from './eventful.js';
import {renderPicture} from './picture.js';
import {Recorder} from './recorder.js';
import {scenes} from './scenes.js';

/** A README is to be there before its reader has gone. */
export const PICTURE_BYTES_MAX = 150_000;
export const ANIMATION_BYTES_MAX = 600_000;
const FRAMES_MAX = 60;

/** Plays the scenes, and writes a picture of each and an animation of them all. */
export async function takePictures(run: DemoRun, directory: string, historySeconds: number): Promise<void> {
  const write = (name: string, svg: string, bytesMax: number) => {
    const file = path.join(directory, `${name}.svg`);
    const bytes = Buffer.byteLength(svg);
    if (bytes > bytesMax) throw new Error(`${file} would have ${bytes} bytes, more than ${bytesMax}`);
    writeFileSync(file, svg);
    report(`${file}: ${bytes} bytes`);
  };

  await runEventfully(run, historySeconds, report);
  const recorder = new Recorder(FRAMES_MAX);
  run.screen.onFrame = () => recorder.add(run.screen.cells());
  for (const {name, title, play} of scenes) {
    const screen = await play(run);
    recorder.hold(screen);
    write(name, renderPicture(title, screen), PICTURE_BYTES_MAX);
  }
  write('tour', renderAnimation('clusterview', recorder.frames()), ANIMATION_BYTES_MAX);
}

function report(text: string): void {
  process.stdout.write(`${text}\n`);
}
