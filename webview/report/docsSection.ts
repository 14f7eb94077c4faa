/** A paragraph of the documentation, its text in pieces. */
export interface DocsParagraph {
  readonly isCode: boolean;
  readonly pieces: readonly DocsPiece[];
}

export interface DocsPiece {
  readonly kind: 'text' | 'strong' | 'code';
  readonly text: string;
}

/** The paragraphs under a heading of the second level; undefined where there is none of that name. */
export function docsSection(markdown: string, heading: string): readonly DocsParagraph[] | undefined {
  const section = markdown.split(/^## /m).find((each) => each.split('\n', 1)[0]!.trim() === heading);
  if (section === undefined) return undefined;
  return section
    .slice(section.indexOf('\n'))
    .split(/\n{2,}/)
    .filter((text) => text.trim() !== '')
    .map((text) => {
      if (/^\n? {4}/.test(text)) return { isCode: true, pieces: [{ kind: 'text', text: text.trim() }] };
      return { isCode: false, pieces: piecesOf(text.trim().replace(/\n/g, ' ')) };
    });
}

/** Splits off **strong** words and `code`. */
function piecesOf(text: string): DocsPiece[] {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).flatMap((piece): DocsPiece[] => {
    if (piece === '') return [];
    if (piece.startsWith('**')) return [{ kind: 'strong', text: piece.slice(2, -2) }];
    if (piece.startsWith('`')) return [{ kind: 'code', text: piece.slice(1, -1) }];
    return [{ kind: 'text', text: piece }];
  });
}
