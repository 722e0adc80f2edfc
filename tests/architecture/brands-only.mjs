/**
 * A lint rule: `as` is for `as const` and for brands. A brand is an intersection with a primitive,
 * like `number & { readonly [ordinal]: true }`, and is given in the file that declares it. A type
 * parameter is let through too, since only the caller knows its shape. Anything else hides a check
 * that is missing.
 */
const primitives = ['TSNumberKeyword', 'TSStringKeyword', 'TSBigIntKeyword'];

const isBrand = ({ type, typeAnnotation }) =>
  type === 'TSTypeAliasDeclaration' &&
  typeAnnotation.type === 'TSIntersectionType' &&
  typeAnnotation.types.some((part) => primitives.includes(part.type));

/** Where a name of a type is declared in this file. */
function declarationOf(name, scope) {
  for (let here = scope; here; here = here.upper) {
    const found = here.set.get(name);
    if (found) return found.defs[0]?.node;
  }
  return undefined;
}

function mayBeGiven(annotation, scope) {
  if (annotation.type === 'TSArrayType') return isOfCaller(annotation.elementType, scope);
  const { typeName, typeArguments } = annotation;
  if (typeName?.name === 'const' || isOfCaller(annotation, scope)) return true;
  if (typeArguments?.params.some((part) => isOfCaller(part, scope))) return true;
  const declaration = typeName && declarationOf(typeName.name, scope);
  return declaration !== undefined && isBrand(declaration);
}

const isOfCaller = ({ typeName }, scope) =>
  typeName !== undefined && declarationOf(typeName.name, scope)?.type === 'TSTypeParameter';

export const brandsOnly = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      cast: 'Check instead of casting: a guard (isX), a parser (parseX), or `satisfies`. `as` is for brands and `as const`.',
    },
  },
  create: (context) => ({
    TSAsExpression(node) {
      if (mayBeGiven(node.typeAnnotation, context.sourceCode.getScope(node))) return;
      context.report({ node, messageId: 'cast' });
    },
  }),
};
