import { escapeHtml, escapeJson } from './escapeHtml';

/** What every page of ours consists of. */
export interface HtmlParts {
  readonly title: string;
  /** As BCP 47 has it, such as "de". */
  readonly language: string;
  /** The Content Security Policy. */
  readonly policy: string;
  /** Elements that bring its style and its script: markup, put in as it is. */
  readonly style: string;
  readonly script: string;
  /** What the script finds in the page, as JSON in the element of this id. */
  readonly data: { readonly id: string; readonly value: unknown };
}

const RIGHT_TO_LEFT = ['ar', 'fa', 'he', 'ur'];

/** A page whose script fills its one element, from data that are JSON and never run. */
export function htmlPage({ title, language, policy, style, script, data }: HtmlParts): string {
  const direction = RIGHT_TO_LEFT.includes(language.split('-')[0]!) ? 'rtl' : 'ltr';
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}" dir="${direction}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
${style}
</head>
<body>
<main id="page"></main>
<script type="application/json" id="${data.id}">${escapeJson(data.value)}</script>
${script}
</body>
</html>
`;
}
