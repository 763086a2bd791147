import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Check } from './check.ts'
import { compile } from './docs/compile.ts'
import { createSnippetFolder, type SnippetFolder } from './docs/folder.ts'
import { brokenLinks } from './docs/links.ts'
import { type Snippet, snippetsOfMarkdown, snippetsOfSource } from './docs/snippets.ts'
import { root } from './root.ts'
import { run } from './run.ts'
import { readText, repositoryFiles, type WorkspacePackage, workspacePackages } from './workspace.ts'

export const docs: Check = {
  name: 'docs',
  title: 'every package has a README, every block of code compiles, every link leads somewhere',
  async find() {
    const packages = workspacePackages()
    const pages = repositoryFiles(['*.md', '{docs,packages,apps,bench}/**/*.md'])
    const markdown = pages.map(path => snippetsOfMarkdown(path, readText(path)))
    const examples = repositoryFiles(['packages/*/src/**/*.ts', 'packages/*/*/src/**/*.ts']).flatMap(path =>
      snippetsOfSource(path, readText(path)),
    )
    const snippets = [...markdown.flatMap(page => page.snippets), ...examples]

    return [
      ...missingReadmes(packages),
      ...pages.flatMap(path => brokenLinks(path, repository)),
      ...markdown.flatMap(page => page.problems),
      ...(await snippetProblems(snippets, packages)),
    ]
  },
}

const runTimeoutSecs = 10

const repository = { isThere: (path: string): boolean => existsSync(join(root, path)), read: readText }

function missingReadmes(packages: readonly WorkspacePackage[]): readonly string[] {
  return ['.', ...packages.map(({ folder }) => folder)]
    .filter(folder => !existsSync(join(root, folder, 'README.md')))
    .map(folder => `${folder} has no README.md`)
}

async function snippetProblems(
  snippets: readonly Snippet[],
  packages: readonly WorkspacePackage[],
): Promise<readonly string[]> {
  const folder = createSnippetFolder(packages)
  try {
    const problems = compileProblems(snippets, folder)
    for (const snippet of snippets) {
      if (snippet.isRun) problems.push(...(await runProblems(snippet, folder)))
    }
    return problems
  } finally {
    folder.remove()
  }
}

function compileProblems(snippets: readonly Snippet[], folder: SnippetFolder): string[] {
  const pathOf = new Map(snippets.map(snippet => [folder.add(snippet), snippet.path]))
  return compile([...pathOf.keys()]).map(({ file, line, message }) => `${pathOf.get(file)}:${line} ${message}`)
}

/** Runs a block by itself in a folder of no importance. */
async function runProblems(snippet: Snippet, folder: SnippetFolder): Promise<readonly string[]> {
  const args = ['--conditions=@pylon/source', '--disable-warning=ExperimentalWarning', folder.add(snippet)]
  const { isOk, output } = await run(process.execPath, args, { cwd: tmpdir(), timeoutSecs: runTimeoutSecs })
  return isOk ? [] : [`${snippet.path}:${snippet.line} does not run to its end\n${output}`]
}
