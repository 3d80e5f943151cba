"""Prints what is wrong with a program, as a list in JSON: python3 parse.py <language> <program>."""

import importlib
import json
import sys

import tree_sitter

MODULES = {"csharp": "tree_sitter_c_sharp", "dart": "tree_sitter_dart", "swift": "tree_sitter_swift"}


def errors(node):
    if node.is_error or node.is_missing:
        what = f"no {node.type}" if node.is_missing else node.text.decode()
        yield f"line {node.start_point.row + 1}: {what}"
    for child in node.children:
        yield from errors(child)


language, text = sys.argv[1:]
grammar = tree_sitter.Language(importlib.import_module(MODULES[language]).language())
print(json.dumps(list(errors(tree_sitter.Parser(grammar).parse(text.encode()).root_node))))
