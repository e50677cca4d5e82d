import type {DiagnosisSnapshot} from './api/types.js';

const NAMES: Record<DiagnosisSnapshot['kind'], string> = {profile: 'CPU profile', heap: 'heap snapshot'};

/** `worker 3: CPU profile, 2 of 5 s`. */
export function diagnosisInWords(slot: number, {kind, progress}: DiagnosisSnapshot): string {
  return `worker ${slot}: ${NAMES[kind]}, ${progress}`;
}
