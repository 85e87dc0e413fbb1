import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { SOURCE } from './payloads.mjs';

const HEAD = `// Written by \`npm run asyncapi\` from ${SOURCE}: the client depends on nothing, so it has a copy.\n`;
const WORDS = 'src/common/regimes.ts';

/** event-payloads.ts without its imports: what it needs of them is put in their place. */
export function clientTypes() {
  const source = parse(SOURCE);
  const interfaces = source.statements
    .filter(ts.isInterfaceDeclaration)
    .map((node) => node.getFullText(source).trim());
  const arrays = new Map([...constArrays(parse(WORDS)), ...constArrays(source)]);
  const inlined = interfaces
    .join('\n\n')
    .replace(/\(typeof (\w+)\)\[number\]/g, (_, name) => arrays.get(name));
  const words = ['Gear', 'Regime'].map(
    (name) => `export type ${name} = ${arrays.get(`${name.toUpperCase()}S`)};`,
  );
  return `${HEAD}\n${words.join('\n')}\n\n${inlined}\n`;
}

function parse(file) {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023, true);
}

/** `const X = ['a', 'b'] as const` becomes `'a' | 'b'`. */
function constArrays(source) {
  return source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) =>
      declarationList.declarations.map(({ name, initializer }) => [
        name.getText(source),
        initializer.expression.elements.map((element) => element.getText(source)).join(' | '),
      ]),
    );
}
