import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {makePlace, type Place} from './place.js';

/** A place with these files in it; objects are written as JSON. */
export function placeWith(files: Readonly<Record<string, unknown>>): Place {
  const place = makePlace();
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(path.join(place.directory, name), text);
  }
  return place;
}
