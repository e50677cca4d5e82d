import {type Glyphs, paint} from './theme.js';

/** What can fill the screen below the header, in the order of their keys. */
export const VIEWS = ['workers', 'worker', 'logs', 'events'] as const;
export type View = (typeof VIEWS)[number];

/** `[1 workers]  2 worker 3  3 logs  4 events`: which there are, and in brackets the one that is shown. */
export function viewTabs(shown: View, selected: number, glyphs: Glyphs): string {
  const tabs = VIEWS.map((view, index) => {
    const name = view === 'worker' ? `worker ${selected}` : view;
    const tab = `${index + 1} ${name}`;
    return view === shown ? paint.title(`[${tab}]`) : paint.label(` ${tab} `);
  });
  return tabs.join(paint.border(glyphs.border.horizontal));
}

export function viewAfter(view: View): View {
  return VIEWS[(VIEWS.indexOf(view) + 1) % VIEWS.length]!;
}
