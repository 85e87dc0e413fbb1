import ts from 'typescript';

export const SOURCE = 'src/events/event-payloads.ts';

/** JSON Schemas of the interfaces in event-payloads.ts, as the compiler sees them: `EventPayloads` and what it names. */
export function readPayloads() {
  const program = ts.createProgram([SOURCE], {
    strict: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(SOURCE);
  const interfaces = source.statements.filter(ts.isInterfaceDeclaration);
  const named = new Map(interfaces.map((node) => [checker.getTypeAtLocation(node).symbol, node.name.text]));
  const schemas = {};
  for (const node of interfaces) {
    schemas[node.name.text] = { ...comment(node), ...objectSchema(checker.getTypeAtLocation(node)) };
  }
  const { EventPayloads, ...components } = schemas;
  return { events: EventPayloads.properties, components };

  function schemaOf(type) {
    if (type.isUnion()) {
      return unionSchema(type.types);
    }
    const name = named.get(type.symbol);
    if (name !== undefined) {
      return { $ref: `#/components/schemas/${name}` };
    }
    if (checker.isArrayType(type)) {
      return { type: 'array', items: schemaOf(checker.getTypeArguments(type)[0]) };
    }
    if (type.isStringLiteral()) {
      return { type: 'string', enum: [type.value] };
    }
    return primitive(type) ?? objectSchema(type);
  }

  function primitive({ flags }) {
    const types = [
      [ts.TypeFlags.String, 'string'],
      [ts.TypeFlags.Number, 'number'],
      [ts.TypeFlags.BooleanLike, 'boolean'],
      [ts.TypeFlags.Null, 'null'],
    ];
    const found = types.find(([flag]) => flags & flag);
    return found && { type: found[1] };
  }

  /** `X | null`, a choice of texts, or both; `boolean` is the union of true and false. */
  function unionSchema(types) {
    const present = types.filter(({ flags }) => !(flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)));
    const isNullable = types.some(({ flags }) => flags & ts.TypeFlags.Null);
    const isChoice = present.every((type) => type.isStringLiteral());
    const isBoolean = present.every(({ flags }) => flags & ts.TypeFlags.BooleanLiteral);
    if (present.length > 1 && !isChoice && !isBoolean) {
      throw new Error(
        `Expected a choice of texts or one type, was ${present.map((type) => checker.typeToString(type)).join(' | ')}`,
      );
    }
    const schema = isChoice
      ? { type: 'string', enum: present.map(({ value }) => value) }
      : isBoolean
        ? { type: 'boolean' }
        : schemaOf(present[0]);
    return isNullable ? orNull(schema) : schema;
  }

  function objectSchema(type) {
    const members = checker.getPropertiesOfType(type);
    const properties = members.map((member) => {
      const declaration = member.valueDeclaration;
      return [member.name, { ...comment(declaration), ...schemaOf(checker.getTypeOfSymbol(member)) }];
    });
    const required = members
      .filter(({ flags }) => !(flags & ts.SymbolFlags.Optional))
      .map(({ name }) => name);
    return { type: 'object', required, properties: Object.fromEntries(properties) };
  }
}

function orNull(schema) {
  if (schema.$ref !== undefined) {
    return { oneOf: [schema, { type: 'null' }] };
  }
  return {
    ...schema,
    type: [schema.type, 'null'],
    ...(schema.enum === undefined ? {} : { enum: [...schema.enum, null] }),
  };
}

function comment(node) {
  const text = ts
    .getJSDocCommentsAndTags(node)
    .map(({ comment }) => comment)
    .join(' ')
    .replace(/\s+/g, ' ');
  return text === '' ? {} : { description: text };
}
