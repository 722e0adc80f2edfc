import { expect, it } from 'vitest';
import { cleanFileName, fileNameParts } from './file-names.ts';

it.each([
  ['Kick.wav', 'Kick.wav'],
  ['Stems/Kick.wav', 'Stems/Kick.wav'],
  ['Stems/Drums/ Kick\u202e.wav ', 'Stems/Drums/Kick.wav'],
  ['שירים/שיר.wav', 'שירים/שיר.wav'],
  // From here on it is about a disk, and only the end of it is a name.
  ['/Stems/Kick.wav', 'Kick.wav'],
  ['Stems//Kick.wav', 'Kick.wav'],
  ['Stems/../Kick.wav', 'Kick.wav'],
  ['./Kick.wav', 'Kick.wav'],
  ['Stems/\u200b/Kick.wav', 'Kick.wav'],
  ['Stems\\Drums/Kick.wav', 'Kick.wav'],
  ['C:\\Stems\\Kick.wav', 'Kick.wav'],
  ['Stems/', ''],
  ['Stems/..', ''],
  ['\u2066\u2069', ''],
  ['', ''],
])('FI30 %j is called %j', (said, name) => {
  expect(cleanFileName(said)).toBe(name);
  expect(cleanFileName(name)).toBe(name);
});

it('FI30 the last part of a path is the name, the rest its folder', () => {
  expect(fileNameParts('Stems/Drums/Kick.wav')).toEqual({
    folder: 'Stems/Drums/',
    base: 'Kick.wav',
  });
  expect(fileNameParts('Kick.wav')).toEqual({ folder: '', base: 'Kick.wav' });
});
