import {useInput, usePaste, useWindowSize} from 'ink';
import {useRef, useSyncExternalStore} from 'react';
import type {Clusters} from '../clusters.js';
import {keyNames} from '../hooks/key-names.js';
import type {Typing} from '../hooks/use-commands.js';
import {useSuspension} from '../hooks/use-suspension.js';
import {isSuspendKey} from '../keymap.js';
import type {Glyphs} from '../theme.js';
import {ClusterApp} from './cluster-app.js';

interface AppProps {
  readonly clusters: Clusters;
  readonly glyphs: Glyphs;
}

/** Everything: the clusters, of which one is on the screen and gets the keys. Each keeps its own view. */
export function App({clusters, glyphs}: AppProps) {
  const shown = useSyncExternalStore(clusters.subscribe, () => clusters.getView().shown);
  const {columns, rows} = useWindowSize();
  const suspend = useSuspension();
  const typings = useRef<(Typing | null)[]>([]);

  // Whichever is shown now: several keys can arrive in one event, and one of them may go to another cluster.
  const typing = () => typings.current[clusters.getView().shown];
  useInput((input, key) => {
    for (const name of keyNames(input, key)) {
      // The terminal is no cluster's own, whatever is typed there.
      if (isSuspendKey(name)) suspend();
      else typing()?.press(name);
    }
  });
  // What is pasted by mistake is text and no command; without this it would arrive as keys.
  usePaste(text => typing()?.paste(text));

  return clusters.sessions.map((session, index) => (
    <ClusterApp
      key={session.cluster.name}
      ref={own => {
        typings.current[index] = own;
      }}
      session={session}
      clusters={clusters}
      isShown={index === shown}
      columns={columns}
      rows={rows}
      glyphs={glyphs}
    />
  ));
}
