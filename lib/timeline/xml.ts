import { DOMImplementation, type Document, type Element, XMLSerializer } from '@xmldom/xmldom';

/** An XML element. Attributes that are `undefined` are left out; a text is the only child. */
export type Xml = {
  name: string;
  attributes: Record<string, string | number | undefined>;
  children: readonly Xml[] | string;
  /** Text and elements mixed: white space between elements would be text. */
  isMixed?: boolean;
};

export function xml(
  name: string,
  attributes: Xml['attributes'] = {},
  children: Xml['children'] = [],
): Xml {
  return { name, attributes, children };
}

/** What XML 1.0 has no way to write, not even as an entity: control characters, and halves of characters. */
const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** A whole document, with two spaces of indentation, escaped by the library. */
export function xmlText(root: Xml, doctype?: string): string {
  const implementation = new DOMImplementation();
  const type = doctype === undefined ? null : implementation.createDocumentType(doctype);
  const document = implementation.createDocument(null, root.name, type);
  const { documentElement } = document;
  if (documentElement !== null) {
    fill(document, documentElement, root, 1);
  }
  const body = new XMLSerializer().serializeToString(document, { requireWellFormed: true });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}\n`;
}

function fill(document: Document, element: Element, content: Xml, depth: number): void {
  const { attributes, children, isMixed = false } = content;
  const indent = (level: number): void => {
    if (!isMixed) {
      element.appendChild(document.createTextNode(`\n${'  '.repeat(level)}`));
    }
  };
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      element.setAttribute(name, writable(String(value)));
    }
  }
  if (typeof children === 'string') {
    element.appendChild(document.createTextNode(writable(children)));
    return;
  }
  for (const child of children) {
    indent(depth);
    const node = document.createElement(child.name);
    fill(document, node, child, depth + 1);
    element.appendChild(node);
  }
  if (children.length > 0) {
    indent(depth - 1);
  }
}

/** A text without what XML cannot hold. */
export function writable(text: string): string {
  return text.replace(UNWRITABLE, '');
}
