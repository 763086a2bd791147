export type Level = 1 | 2 | 3

export interface Chapter {
  /** `V3`. */
  readonly id: string
  readonly title: string
  /** Of each section the levels of its requirements, in their order: ids and levels as ASVS 5.0.0 gives them. */
  readonly sections: readonly string[]
}

/** The requirements of OWASP ASVS 5.0.0 (May 2025) by chapter. */
export const chapters: readonly Chapter[] = [
  { id: 'V1', title: 'Encoding and sanitization', sections: ['22', '1111122223', '112222222223', '222', '123'] },
  { id: 'V2', title: 'Validation and business logic', sections: ['122', '112', '12223', '23'] },
  { id: 'V3', title: 'Web frontend', sections: ['3', '113', '12223', '11222233', '11122333', '3', '22333'] },
  { id: 'V4', title: 'API and web service', sections: ['12233', '23333', '22', '1222'] },
  { id: 'V5', title: 'File handling', sections: ['2', '112333', '113', '222'] },
  {
    id: 'V6',
    title: 'Authentication',
    sections: ['122', '111111112222', '11223333', '112233', '22222333', '2223', '33', '2222'],
  },
  { id: 'V7', title: 'Session management', sections: ['222', '1111', '22', '11222', '223', '22'] },
  { id: 'V8', title: 'Authorization', sections: ['1233', '1123', '133', '23'] },
  { id: 'V9', title: 'Self-contained tokens', sections: ['111', '1222'] },
  { id: 'V10', title: 'OAuth and OIDC', sections: ['22', '223', '22223', '1111122222233333', '22222', '22', '222'] },
  { id: 'V11', title: 'Cryptography', sections: ['2233', '22233', '11233', '1222', '23', '23', '33'] },
  { id: 'V12', title: 'Secure communication', sections: ['12233', '11', '22223'] },
  { id: 'V13', title: 'Configuration', sections: ['2333', '222223', '2233', '1222233'] },
  { id: 'V14', title: 'Data protection', sections: ['22', '12223333', '122'] },
  { id: 'V15', title: 'Coding and architecture', sections: ['12233', '12233', '1222222', '3333'] },
  { id: 'V16', title: 'Logging and error handling', sections: ['2', '22222', '2222', '222', '2223'] },
  { id: 'V17', title: 'WebRTC', sections: ['23', '22223333', '22'] },
]

/** Every requirement with its level, in the order of the standard. */
export const levels: ReadonlyMap<string, Level> = new Map(
  chapters.flatMap(({ id, sections }) =>
    sections.flatMap((section, at) =>
      [...section].map((level, number): [string, Level] => [`${id}.${at + 1}.${number + 1}`, Number(level) as Level]),
    ),
  ),
)

export const chapterOf = (id: string): string => id.split('.', 1)[0] ?? ''
