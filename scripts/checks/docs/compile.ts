import { join } from 'node:path'
import ts from 'typescript'
import { root } from '../root.ts'

/** A type error in one of the files: its line, and what the compiler says. */
export interface CompileError {
  readonly file: string
  readonly line: number
  readonly message: string
}

/** Type checks files by the rules of this repository, each as a module of its own. */
export function compile(files: readonly string[]): readonly CompileError[] {
  const program = ts.createProgram({ rootNames: files, options: compilerOptions() })
  return files.flatMap(file => {
    const source = program.getSourceFile(file)
    const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    return diagnostics.map(({ file: at, start = 0, messageText }) => ({
      file,
      line: at === undefined ? 1 : at.getLineAndCharacterOfPosition(start).line + 1,
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }))
  })
}

/** The base's, without what only concerns sources that are published. */
function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, root)
  return {
    ...options,
    isolatedDeclarations: false,
    declaration: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    moduleDetection: ts.ModuleDetectionKind.Force,
    typeRoots: [join(root, 'node_modules', '@types')],
  }
}
