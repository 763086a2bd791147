import { chapterOf, chapters, levels } from './levels.ts'
import type { Exception, Mapping, Requirement, Tests } from './requirement.ts'
import type { Titles } from './titles.ts'

/** The titles that stand in a file; null when there is no such file. */
export type FindTitles = (path: string) => Titles | null

/** What is wrong with the mapping: tests that are not there, requirements that are missing, there twice, or shown by nothing. */
export function mappingProblems(mapping: Mapping, findTitles: FindTitles): readonly string[] {
  return [
    ...mapping.met.flatMap(({ id, shownBy }) => missingTests(id, shownBy, findTitles)),
    ...mapping.met.filter(isUnfounded).map(({ id }) => `${id} is met by no test and written nowhere`),
    ...idProblems(mapping),
  ]
}

function missingTests(id: string, tests: Tests, findTitles: FindTitles): readonly string[] {
  return Object.entries(tests).flatMap(([path, titles]) => {
    const found = findTitles(path)
    if (found === null) return [`${id} names ${path}, which is not there`]
    return titles.filter(title => !found.has(title)).map(title => `${id} names a test that ${path} has not: ${title}`)
  })
}

function isUnfounded({ shownBy, writtenIn = [] }: Requirement): boolean {
  return Object.values(shownBy).flat().length === 0 && writtenIn.length === 0
}

function idProblems({ met, otherwise, yours, absent }: Mapping): readonly string[] {
  const named = [...met.map(({ id }) => id), ...[otherwise, yours, absent].flat().flatMap(idsOf)]
  const twice = named.filter((id, at) => named.indexOf(id) !== at)
  return [
    ...named.filter(id => !levels.has(id)).map(id => `${id} is no requirement of ASVS 5.0.0`),
    ...twice.map(id => `${id} stands there twice`),
    ...[...levels].filter(([id, level]) => level < 3 && !named.includes(id)).map(([id]) => `${id} stands nowhere`),
  ]
}

/** `V5` stands for the whole chapter, `V10.4` for a section. */
export function idsOf({ ids }: Exception): readonly string[] {
  return ids.flatMap(given => {
    const isPart = chapters.some(({ id }) => id === chapterOf(given)) && given.split('.').length < 3
    return isPart ? [...levels.keys()].filter(id => id.startsWith(`${given}.`)) : [given]
  })
}
