/**
 * This lint rule keeps `as` for `as const` and for brands. A brand is an intersection with a
 * primitive, like `number & { readonly [ordinal]: true }`. A generic parameter is let through too,
 * since only the caller knows its shape. Anything else hides a check that is missing.
 */
import ts from 'typescript';

const primitive = ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike;

const isBrand = (type) =>
  type.isIntersection() && type.types.some((part) => part.flags & primitive);

function isOnlyCallersToKnow(type, checker) {
  if (type.isTypeParameter()) return true;
  return checker.getTypeArguments?.(type)?.some((part) => part.isTypeParameter()) ?? false;
}

export const brandsOnly = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      cast: 'Check instead of casting: a guard (isX), a parser (parseX), or `satisfies`. `as` is for brands and `as const`.',
    },
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    const checker = services.program.getTypeChecker();
    return {
      TSAsExpression(node) {
        const { typeAnnotation } = node;
        if (typeAnnotation.typeName?.name === 'const') return;
        const type = services.getTypeAtLocation(typeAnnotation);
        if (isBrand(type) || isOnlyCallersToKnow(type, checker)) return;
        context.report({ node, messageId: 'cast' });
      },
    };
  },
};
