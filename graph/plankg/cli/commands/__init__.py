"""One module per command, each with `arguments(parser)` and `run(options) -> exit code`; this table names them."""

from typing import Final

COMMANDS: Final = {
    "build": "Build a checked graph from plans. 构建并检查规划图谱",
    "check": "Do the same checks and write nothing. 只检查，不写出",
    "query": "Answer a named question or SPARQL. 回答问题或 SPARQL 查询",
    "show": "Show one thing and the words behind it. 查看一个事物及其出处",
    "draw": "Draw the interactive picture, one offline HTML file. 绘制可交互的图",
    "export": "Export the graph to other formats. 导出其他格式",
    "serve": "Serve SPARQL, pages and JSON over HTTP. 提供 SPARQL 端点与网页",
    "site": "Publish the graph as a folder of web pages. 发布为静态网站",
    "mcp": "Serve assistants over the Model Context Protocol. 供智能助手调用（MCP）",
    "bench": "Measure speed and memory against the ordinary stack. 性能测量",
}
