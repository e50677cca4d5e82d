import {eventsScreen} from '../events-screen.js';
import {headerPane} from '../header-pane.js';
import {logsScreen} from '../logs-screen.js';
import type {Scene} from '../scene.js';
import type {View} from '../views.js';
import {workerScreen} from '../worker-screen.js';
import {workersScreen} from '../workers-screen.js';
import {Rows} from './rows.js';

const SCREENS: Record<View, (scene: Scene) => string[]> = {
  workers: workersScreen,
  worker: workerScreen,
  logs: logsScreen,
  events: eventsScreen,
};

/** The view that is shown, under the header that all of them have. */
export function Screen(scene: Scene) {
  const lines = [...headerPane(scene), ...SCREENS[scene.ui.view](scene)];
  return <Rows lines={lines} glyphs={scene.glyphs} />;
}
