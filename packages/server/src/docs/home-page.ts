/** Renders what a browser sees at `/`. @param hasSite whether the documentation site is served. */
export function homePage(hasSite: boolean): string {
  const links = hasSite
    ? `<li><a href="/docs/">Documentation</a> · <a href="/docs/zh/" lang="zh-CN">中文文档</a></li>\n`
    : ''
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Ringpost</title>
<style>
:root { color-scheme: light dark; }
body { max-width: 36rem; margin: 15vh auto; padding: 0 1rem; font: 1rem/1.6 system-ui, sans-serif; }
</style>
</head>
<body>
<h1>Ringpost</h1>
<p>This is a chat server for apps that use the SDKs of Easemob IM or Agora Chat. It is running.</p>
<ul>
${links}<li><a href="/docs/api">API</a>, and for tools <a href="/openapi.json">openapi.json</a></li>
</ul>
</body>
</html>
`
}
