import { strict as assert } from 'node:assert';
import type { Element } from '@xmldom/xmldom';

type Rule = {
  required?: string[];
  optional?: string[];
  /** What the names of the children, each followed by a blank, must match; text alone when left out. */
  children?: RegExp;
};

/**
 * What the DTD of FCPXML 1.10 says of the elements that a timeline has, and no more: Apple's file is not ours to hand on.
 * `npm run try:timeline -- --dtd FILE` checks against that file itself.
 */
const RULES: Record<string, Rule> = {
  fcpxml: { required: ['version'], children: /^(import-options )?(resources )?library $/ },
  resources: { children: /^((asset|effect|format|media|locator) )*$/ },
  format: {
    required: ['id'],
    optional: ['name', 'frameDuration', 'width', 'height'],
    children: /^$/,
  },
  asset: {
    required: ['id'],
    optional: [
      ...['name', 'start', 'duration', 'hasVideo', 'format', 'hasAudio', 'videoSources'],
      ...['audioSources', 'audioChannels', 'audioRate'],
    ],
    children: /^(media-rep )+(metadata )?$/,
  },
  'media-rep': { required: ['src'], optional: ['kind'], children: /^$/ },
  library: { optional: ['location'], children: /^((event|smart-collection) )*$/ },
  event: { optional: ['name'], children: /^((asset-clip|project) )*$/ },
  project: { optional: ['name'], children: /^sequence $/ },
  sequence: {
    required: ['format'],
    optional: ['duration', 'tcStart', 'tcFormat', 'audioLayout', 'audioRate'],
    children: /^(note )?spine (metadata )?$/,
  },
  spine: { children: /^((asset-clip|gap) )*$/ },
  gap: { required: ['duration'], optional: ['name', 'offset', 'start'], children: /^$/ },
  'asset-clip': {
    required: ['ref'],
    optional: ['offset', 'name', 'start', 'duration', 'format', 'tcFormat', 'lane', 'enabled'],
    children: /^(note )?(conform-rate )?(caption )*((marker|keyword|rating) )*$/,
  },
  note: {},
  'conform-rate': { optional: ['scaleEnabled', 'srcFrameRate'], children: /^$/ },
  caption: {
    required: ['duration'],
    optional: ['lane', 'offset', 'name', 'start', 'role'],
    children: /^(text )*(text-style-def )*(note )?$/,
  },
  text: { optional: ['placement'], children: /^(text-style )*$/ },
  'text-style-def': { required: ['id'], children: /^text-style $/ },
  'text-style': {
    optional: ['ref', 'font', 'fontSize', 'fontFace', 'fontColor', 'backgroundColor'],
  },
  marker: { required: ['start', 'value'], optional: ['duration', 'note'], children: /^$/ },
  keyword: { required: ['value'], optional: ['start', 'duration'], children: /^$/ },
};

/** Of attributes that allow only some values. */
const VALUES: Record<string, RegExp> = {
  ...Object.fromEntries(
    ['start', 'duration', 'offset', 'tcStart', 'frameDuration'].map((name) => [
      name,
      /^\d+(\/[1-9]\d*)?s$/,
    ]),
  ),
  tcFormat: /^N?DF$/,
  srcFrameRate: /^(23\.98|24|25|29\.97|30|60|47\.95|48|50|59\.94)$/,
  scaleEnabled: /^[01]$/,
};

/** Checks an element and all in it; `ids` are those of the document. */
export function checkFcpxml(element: Element, ids = new Set<string>()): void {
  const { tagName } = element;
  const rule = RULES[tagName];
  assert(rule, `<${tagName}>`);
  const { required = [], optional = [] } = rule;
  const attributes = [...element.attributes].map(({ name }) => name);
  for (const name of required) {
    assert(attributes.includes(name), `<${tagName}> without ${name}`);
  }
  for (const { name, value } of element.attributes) {
    assert([...required, ...optional].includes(name), `<${tagName} ${name}>`);
    assert.match(value, VALUES[name] ?? /^/, `<${tagName} ${name}>`);
  }
  const id = element.getAttribute('id');
  if (id !== null) {
    assert.match(id, /^[A-Za-z_][\w.-]*$/);
    assert(!ids.has(id), `id ${id} twice`);
    ids.add(id);
  }
  const children = elementsOf(element);
  if (rule.children) {
    assert.match(children.map((child) => `${child.tagName} `).join(''), rule.children, tagName);
    assert.equal(textOutside(element).trim(), '', `text in <${tagName}>`);
  }
  for (const child of children) {
    checkFcpxml(child, ids);
  }
  for (const name of ['ref', 'format']) {
    const reference = element.getAttribute(name);
    // A style is defined behind the text that it is for.
    if (reference !== null && tagName !== 'text-style') {
      assert(ids.has(reference), `<${tagName} ${name}="${reference}">`);
    }
  }
}

export function elementsOf(element: Element): Element[] {
  return [...element.childNodes].filter((node): node is Element => node.nodeType === 1);
}

function textOutside(element: Element): string {
  return [...element.childNodes]
    .filter(({ nodeType }) => nodeType === 3)
    .map(({ nodeValue }) => nodeValue)
    .join('');
}
