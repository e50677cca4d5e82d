import type {DiagnosisKind, Snapshot} from '../api/types.js';
import {type Glyphs, paint, severityGlyph, severityPaint} from './theme.js';

const REMEDIES: Record<DiagnosisKind, string> = {
  stack: 'd reads its stack',
  profile: 'd takes a CPU profile',
  heap: 'd takes a heap snapshot',
};

/** What is being found out about a worker, or else what is wrong with one, the worst first; empty where all is well. */
export function findingsLine({slots, findings}: Snapshot, glyphs: Glyphs): string {
  for (const {slot, worker} of slots) {
    const diagnosis = worker?.diagnosis;
    if (diagnosis) {
      const what = diagnosis.kind === 'heap' ? 'heap snapshot' : 'CPU profile';
      return paint.accent(`worker ${slot}: ${what}, ${diagnosis.progress}`);
    }
  }
  const [worst, ...others] = findings;
  if (!worst) return '';
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  const remedy = worst.remedy ? `; ${REMEDIES[worst.remedy]}` : '';
  const text = `${severityGlyph(worst.severity, glyphs)} worker ${worst.slot}: ${worst.text}${remedy}${more}`;
  return severityPaint[worst.severity](text);
}
