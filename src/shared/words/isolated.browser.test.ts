import { afterEach, expect, it } from 'vitest';
import { isolated } from './isolated.ts';

afterEach(() => document.body.replaceChildren());

/** Says which of the words stand in this order, from left to right. */
function order(sentence: string, words: readonly string[]): readonly string[] {
  const line = document.createElement('p');
  line.style.whiteSpace = 'nowrap';
  line.textContent = sentence;
  document.body.append(line);
  const leftOf = (word: string) => {
    const range = document.createRange();
    const at = sentence.indexOf(word);
    const [text] = line.childNodes;
    if (!text) throw new Error('the sentence is there');
    range.setStart(text, at);
    range.setEnd(text, at + word.length);
    return range.getBoundingClientRect().left;
  };
  return words.toSorted((a, b) => leftOf(a) - leftOf(b));
}

it.each([
  ['an override', 'Ana\u202e Reyes', 'Ana'],
  ['letters from the right, with a number after them', 'שלום', 'שלום'],
  ['both', '\u202eשלום 2', 'שלום'],
])('AC8 a name with %s turns nothing that stands around it', (_, name, seen) => {
  const sentence = (written: string) => `Remove ${written} 3 times, or Ben`;
  const words = ['Remove', seen, '3', 'times', 'Ben'];
  expect(order(sentence(isolated(name)), words)).toEqual(words);
  expect(order(sentence(name), words)).not.toEqual(words);
});
