import { LinkifyIt } from 'linkify-it';

/** A message in parts: plain text, a link, or somebody's name. */
export type Part =
  | { kind: 'text'; text: string }
  | { kind: 'link'; text: string; url: string }
  | { kind: 'mention'; text: string; username: string };

const links = new LinkifyIt({ fuzzyEmail: false, fuzzyIP: false });
const mention = /(?<![\p{L}\p{N}_@/.-])@([a-z0-9](?:[a-z0-9_.-]{0,38}[a-z0-9_])?)/giu;

/** Finds http(s) addresses and @names; everything else stays text. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const { index, lastIndex, text: shown, url } of links.match(text) ?? []) {
    if (/^https?:\/\//i.test(url)) {
      addText(parts, text.slice(end, index));
      parts.push({ kind: 'link', text: shown, url });
      end = lastIndex;
    }
  }

  addText(parts, text.slice(end));
  return parts;
}

/** Whether a message names somebody. */
export function mentions(text: string, username: string): boolean {
  return partsOf(text).some(
    (part) => part.kind === 'mention' && part.username.toLowerCase() === username.toLowerCase(),
  );
}

function addText(parts: Part[], text: string): void {
  let end = 0;
  for (const match of text.matchAll(mention)) {
    if (match.index > end) {
      parts.push({ kind: 'text', text: text.slice(end, match.index) });
    }

    parts.push({ kind: 'mention', text: match[0], username: match[1] ?? '' });
    end = match.index + match[0].length;
  }

  if (end < text.length) {
    parts.push({ kind: 'text', text: text.slice(end) });
  }
}
