import type {DiagnosisKind, Snapshot} from '../api/types.js';
import {diagnosisInWords} from '../diagnosis-in-words.js';
import {sanitize} from '../harmless-text.js';
import {firstThatFits} from './text.js';
import {type Glyphs, paint, severityGlyph, severityPaint} from './theme.js';

const REMEDIES: Record<DiagnosisKind, readonly [sentence: string, short: string]> = {
  stack: ['d reads its stack', 'd: stack'],
  profile: ['d takes a CPU profile', 'd: profile'],
  heap: ['d takes a heap snapshot', 'd: heap'],
};

/** What is being found out about a worker, or else what is wrong with one, the worst first; empty where all is well. */
export function findingsLine({slots, findings}: Snapshot, columns: number, glyphs: Glyphs): string {
  for (const {slot, worker} of slots) {
    const diagnosis = worker?.diagnosis;
    if (diagnosis) return paint.accent(diagnosisInWords(slot, diagnosis));
  }
  const [worst, ...others] = findings;
  if (!worst) return '';
  const found = `${severityGlyph(worst.severity, glyphs)} worker ${worst.slot}: ${sanitize(worst.text)}`;
  const [remedy, shortRemedy] = worst.remedy ? REMEDIES[worst.remedy].map(text => `; ${text}`) : ['', ''];
  const [more, shortMore] =
    others.length > 0 ? [` (and ${others.length} more)`, ` (+${others.length})`] : ['', ''];
  const texts = [`${found}${remedy}${more}`, `${found}${shortRemedy}${shortMore}`, `${found}${shortRemedy}`];
  return severityPaint[worst.severity](firstThatFits(texts, columns));
}
