import {SaxesParser, type SaxesTagPlain} from 'saxes';

/** An element with the text that stands directly in it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** All elements in the order of their starts. @throws where the document is not well-formed. */
export function parseXml(document: string): XmlElement[] {
  const elements: XmlElement[] = [];
  const open: XmlElement[] = [];
  const parser = new SaxesParser();
  parser.on('opentag', ({name, attributes}: SaxesTagPlain) => {
    const element = {name, attributes, text: ''};
    elements.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', text => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  parser.on('error', error => {
    throw error;
  });
  parser.write(document).close();
  return elements;
}
