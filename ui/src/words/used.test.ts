import ts from "typescript";
import { expect, it } from "vitest";

const SOURCES = ts.sys.resolvePath("src");

const isTest = (file: string) => /\.test\.tsx?$/.test(file) || file.startsWith(`${SOURCES}/test/`);

/** The words that a bilingual object has in English, each with the path that leads to it. */
function wordsOf(node: ts.Node, words: Map<ts.Node, string>, at = ""): void {
  if (ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)) {
    const here = `${at}.${node.name.getText()}`;
    const value = ts.isPropertyAssignment(node) ? node.initializer : node.name;
    if (ts.isObjectLiteralExpression(value)) value.properties.forEach((child) => wordsOf(child, words, here));
    else words.set(node, here);
  }
}

function declared(program: ts.Program): Map<ts.Node, string> {
  const words = new Map<ts.Node, string>();
  /** Of a part that is spread into another object, that one. */
  const owner = new Map<string, string>();
  const pathOf = (area: string): string => (owner.has(area) ? `${pathOf(owner.get(area)!)}.${area}` : area);
  const walk = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "bilingual") {
      const [english] = node.arguments;
      const { parent } = node;
      const area = ts.isVariableDeclaration(parent) ? parent.name.getText() : "";
      if (!english || !ts.isObjectLiteralExpression(english)) return;
      for (const child of english.properties) {
        const spread = ts.isSpreadAssignment(child) ? child.expression : null;
        if (spread && ts.isPropertyAccessExpression(spread)) owner.set(spread.expression.getText(), area);
        else wordsOf(child, words, area);
      }
    } else ts.forEachChild(node, walk);
  };
  for (const file of program.getSourceFiles())
    if (file.fileName.startsWith(`${SOURCES}/words/`) && !isTest(file.fileName)) walk(file);
  const paths = [...words].map(([node, path]) => [node, `${pathOf(path.split(".")[0]!)}.${path}`] as const);
  return new Map(paths);
}

/** What the sources name of the words. */
interface Named {
  /** Properties that are named themselves. */
  properties: Set<ts.Node>;
  /** Names that are asked of a type which does not lead to the words themselves. */
  names: Set<string>;
  /** Names of objects of which a property is chosen while the program runs, or that are handed on as a owner. */
  open: Set<string>;
}

function named(program: ts.Program): Named {
  const checker = program.getTypeChecker();
  const result: Named = { properties: new Set(), names: new Set(), open: new Set() };
  const note = (symbol: ts.Symbol | undefined, name: string) => {
    for (const declaration of symbol?.declarations ?? []) {
      result.properties.add(declaration);
      if (ts.isPropertySignature(declaration)) result.names.add(name);
    }
  };
  const nameOf = (node: ts.Expression) => (ts.isPropertyAccessExpression(node) ? node.name.text : node.getText());
  const walk = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node)) note(checker.getSymbolAtLocation(node.name), node.name.text);
    else if (ts.isElementAccessExpression(node)) result.open.add(nameOf(node.expression));
    else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent) && !node.dotDotDotToken) {
      const name = (node.propertyName ?? node.name).getText();
      note(checker.getTypeAtLocation(node.parent).getProperty(name), name);
    }
    if (isHandedOn(node)) result.open.add(nameOf(node as ts.Expression));
    ts.forEachChild(node, walk);
  };
  for (const file of program.getSourceFiles())
    if (file.fileName.startsWith(`${SOURCES}/`) && !isTest(file.fileName)) walk(file);
  return result;
}

/** Whether what becomes of a value is not followed: an argument, a cast, a value of another type. */
function isHandedOn(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isIdentifier(node) && !ts.isPropertyAccessExpression(node)) return false;
  if (ts.isCallExpression(parent)) return parent.arguments.some((argument) => argument === node);
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node && parent.type !== undefined;
  return ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent) || ts.isJsxExpression(parent);
}

it("each word of the screens is shown somewhere", { timeout: 120_000 }, () => {
  const read = ts.readConfigFile("tsconfig.json", (file) => ts.sys.readFile(file));
  const { options, fileNames } = ts.parseJsonConfigFileContent(read.config, ts.sys, ".");
  const program = ts.createProgram(fileNames, { ...options, noEmit: true });
  // naming binds the files, so that each node knows what it stands in
  const { properties, names, open } = named(program);
  const words = declared(program);
  const isUsed = ([node, path]: [ts.Node, string]) => {
    const steps = path.split(".");
    return properties.has(node) || names.has(steps.at(-1)!) || steps.slice(0, -1).some((step) => open.has(step));
  };
  expect(words.size).toBeGreaterThan(1_500);
  expect([...words].filter((word) => !isUsed(word)).map(([, path]) => path)).toEqual([]);
});
