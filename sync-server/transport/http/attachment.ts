/**
 * The name that a file is saved under (RFC 6266, RFC 8187): as it is for whoever reads UTF-8, and in plain
 * letters for the rest. Nothing in it ends the header, opens a folder or turns the text around it.
 */
import { asLine } from '#shared/base/text.ts';
import { fileNameParts } from '#shared/workspace/file-names.ts';

export function attachment(name: string): string {
  const { base } = fileNameParts(asLine(name.toWellFormed()));
  const clean = base.replaceAll('\\', '_') || 'file';
  const plain = clean.replaceAll(/[^ -~]|["%]/gu, '_');
  const encoded = encodeURIComponent(clean).replaceAll(
    /['()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
