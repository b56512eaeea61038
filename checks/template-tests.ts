import ts from 'typescript'

/** Ids of the query templates that a test file asks about, in calls that it checks. */
export function askedOnDemo(text: string): ReadonlySet<string> {
  const asked = new Set<string>()
  for (const test of calls(parsed(text), (name) => name === 'it')) {
    // a question that is asked and whose answer nobody looks at is not tested
    if (calls(test, (name) => name === 'expect').length === 0) continue
    for (const call of calls(test, (name) => name === 'exampleAnswer')) addText(asked, call.arguments[0])
    for (const call of calls(test, (name) => name === 'askTemplate')) addText(asked, call.arguments[1])
  }
  return asked
}

/** Ids of the cases, `[id, values, columns, answer]`, that `it.each` runs. */
export function askedOnHandMadeRows(text: string): ReadonlySet<string> {
  const file = parsed(text)
  const asked = new Set<string>()
  const run = new Set(
    calls(file, (name) => name === 'it.each').flatMap(({ arguments: [list] }) => (list !== undefined && ts.isIdentifier(list) ? list.text : [])),
  )
  const visit = (node: ts.Node): void => {
    if (
      ts.isVariableDeclaration(node) &&
      ts.isIdentifier(node.name) &&
      run.has(node.name.text) &&
      node.initializer !== undefined &&
      ts.isArrayLiteralExpression(node.initializer)
    )
      for (const one of node.initializer.elements) if (ts.isArrayLiteralExpression(one) && one.elements.length === 4) addText(asked, one.elements[0])
    ts.forEachChild(node, visit)
  }
  visit(file)
  return asked
}

/** What is missing, a line for each test that a template has not: `tests` are the texts of the two test files. */
export function untestedTemplates(ids: readonly string[], tests: { readonly onDemo: string; readonly handMade: string }): readonly string[] {
  const [onDemo, handMade] = [askedOnDemo(tests.onDemo), askedOnHandMadeRows(tests.handMade)]
  return ids.flatMap((id) => [
    ...(onDemo.has(id) ? [] : [`${id} has no test of its answer on the demo survey`]),
    ...(handMade.has(id) ? [] : [`${id} has no test of its answer on hand-made rows`]),
  ])
}

function parsed(text: string): ts.SourceFile {
  return ts.createSourceFile('tests.ts', text, ts.ScriptTarget.Latest, true)
}

function calls(within: ts.Node, wanted: (name: string) => boolean): readonly ts.CallExpression[] {
  const found: ts.CallExpression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && wanted(node.expression.getText())) found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(within)
  return found
}

function addText(to: Set<string>, node: ts.Expression | undefined): void {
  if (node !== undefined && ts.isStringLiteral(node)) to.add(node.text)
}
