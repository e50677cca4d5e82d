/** That what was printed last is no news any more. */
export function tellSilence(): void {
  process.stderr.write('clusterview: the master does not answer\n');
}
