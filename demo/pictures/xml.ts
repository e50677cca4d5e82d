const ENTITIES: Record<string, string> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'};

/** As text or as an attribute. Control characters, which XML does not allow, a screen does not hold. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, character => ENTITIES[character]!);
}
