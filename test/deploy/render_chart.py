"""Renders the chart with Helm and checks what comes out against the schemas of Kubernetes.

Reads {"chart", "release", "kubernetes": [versions], "cases": [values, or YAML of them]} as JSON; prints
{"lint", "cases": [{"objects"} or {"error"}]}.
"""

import json
import sys

import helm_python
import kubernetes_validate
import yaml


def render(chart, values, question):
    if isinstance(values, str):
        values = yaml.safe_load(values)
    try:
        files = chart.render(values, name=question["release"], namespace="chat")
    except (helm_python.HelmRenderError, helm_python.HelmValuesError) as error:
        return {"error": str(error)}
    notes = [text for name, text in files.items() if name.endswith("NOTES.txt")]
    texts = [text for name, text in files.items() if name.endswith(".yaml")]
    objects = [each for text in texts for each in yaml.safe_load_all(text) if each]
    for each in objects:
        for version in question["kubernetes"]:
            # Strict: fields that the version does not have are wrong, too.
            kubernetes_validate.validate(each, version, strict=True)
    return {"objects": objects, "notes": notes[0]}


question = json.load(sys.stdin)
report = helm_python.lint(question["chart"], question["cases"][0], strict=True)
with helm_python.Chart.load(question["chart"]) as loaded:
    cases = [render(loaded, values, question) for values in question["cases"]]
json.dump({"lint": report, "helm": helm_python.helm_sdk_version(), "cases": cases}, sys.stdout)
