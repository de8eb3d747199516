import { TOOL } from '../util/package-info.ts';

/** What `index.html` refers to. All URLs are relative to it. */
export type ReportPage = {
  title: string;
  script: string;
  style: string;
  /** The first data file; a live report's is asked for at its own address. */
  clips: string;
  /** Where a live report hears of news (server-sent events). */
  live?: string;
};

/** Marks a page as one of ours, which may be replaced. */
export const GENERATOR = `<meta name="generator" content="${TOOL.name}`;

/** A film frame. In the page itself, since browsers ask a server for an icon that no page names. */
const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2456c8"/><path d="M12 9.5v13l11-6.5z" fill="#fff"/></svg>`;

/**
 * The page. What it may load is said here: scripts, styles, pictures and clips from its own place, and nothing from the network.
 * From the disk, where a browser may not count a file's place as its own, files; on the web those cannot be loaded anyway.
 */
export function reportHtml({ title, script, style, clips, live }: ReportPage): string {
  const own = "'self' file:";
  const policy = [
    "default-src 'none'",
    `script-src ${own}`,
    `style-src ${own}`,
    `img-src ${own} data:`,
    `media-src ${own}`,
    `connect-src ${live === undefined ? "'none'" : "'self'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en"${live === undefined ? '' : ` data-live="${escaped(live)}"`}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(policy)}">
${GENERATOR} ${TOOL.version}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
<link rel="stylesheet" href="${escaped(style)}">
<script src="${escaped(clips)}" defer></script>
<script src="${escaped(script)}" defer></script>
</head>
<body>
<noscript>This page needs JavaScript.</noscript>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
