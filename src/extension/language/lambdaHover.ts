import * as vscode from 'vscode';
import { rangeIn } from '../documentText';
import { parsedText } from './analysis';
import { lambdaMeaning } from './lambdaMeaning';
import { lambdaMarkdown } from './lambdaTexts';

/** Says at a lambda what it comes to in each layer. */
export const lambdaHover: vscode.HoverProvider = {
  provideHover(document, position) {
    const source = parsedText(document.getText());
    const meaning = source && lambdaMeaning(source, document.offsetAt(position));
    if (meaning === undefined) return undefined;
    const text = new vscode.MarkdownString(lambdaMarkdown(meaning, vscode.l10n));
    return new vscode.Hover(text, rangeIn(document, meaning.range));
  },
};
