import {
  DOMImplementation,
  type Document,
  type Element,
  type Node,
  XMLSerializer,
} from '@xmldom/xmldom';

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

/** Children from so many on become text one by one: the nodes of thousands of clips would take 300 MB. */
const MANY = 50;

/** A whole document, with two spaces of indentation, escaped by the library. */
export function xmlText(root: Xml, doctype?: string): string {
  const implementation = new DOMImplementation();
  const type = doctype === undefined ? null : implementation.createDocumentType(doctype);
  const writer = new Writer(implementation.createDocument(null, root.name, type));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${writer.text(root)}\n`;
}

class Writer {
  readonly #document: Document;
  readonly #serializer = new XMLSerializer();
  /** What is text already. A comment with the index stands for it; there are no others, and texts are escaped. */
  readonly #texts: string[] = [];

  constructor(document: Document) {
    this.#document = document;
  }

  text(root: Xml): string {
    const { documentElement } = this.#document;
    if (documentElement !== null) {
      this.#fill(documentElement, root, 1);
    }
    return this.#serialized(this.#document);
  }

  #serialized(node: Node): string {
    return this.#serializer
      .serializeToString(node, { requireWellFormed: true })
      .replace(/<!--(\d+)-->/g, (_, index: string) => this.#texts[Number(index)] ?? '');
  }

  #fill(element: Element, { attributes, children, isMixed = false }: Xml, depth: number): void {
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== undefined) {
        element.setAttribute(name, writable(String(value)));
      }
    }
    if (typeof children === 'string') {
      this.#append(element, writable(children));
      return;
    }
    for (const child of children) {
      this.#append(element, isMixed ? '' : `\n${'  '.repeat(depth)}`);
      const node = this.#document.createElement(child.name);
      this.#fill(node, child, depth + 1);
      element.appendChild(children.length < MANY ? node : this.#placeholder(node));
    }
    this.#append(element, isMixed || children.length === 0 ? '' : `\n${'  '.repeat(depth - 1)}`);
  }

  #append(element: Element, text: string): void {
    if (text !== '') {
      element.appendChild(this.#document.createTextNode(text));
    }
  }

  #placeholder(element: Element): Node {
    this.#texts.push(this.#serialized(element));
    return this.#document.createComment(String(this.#texts.length - 1));
  }
}

/** A text without what XML cannot hold. */
export function writable(text: string): string {
  return text.replace(UNWRITABLE, '');
}
