import Foundation

// embed-pages <output.swift> <file>…: writes the files as string literals, by their names.
let arguments = Array(CommandLine.arguments.dropFirst())
guard let output = arguments.first else { exit(EX_USAGE) }
let fence = "####"
var text = "/// Made from the folder Pages by the plugin EmbedPages.\nenum EmbeddedPages {\n"
text += "    static let files: [String: String] = [\n"
for path in arguments.dropFirst() {
    let content = try String(contentsOfFile: path, encoding: .utf8)
    guard !content.contains("\"\"\"" + fence) else { exit(EX_DATAERR) }
    text +=
        "\(fence)\"\(URL(filePath: path).lastPathComponent)\"\(fence): \(fence)\"\"\"\n\(content)\n\"\"\"\(fence),\n"
}
text += "    ]\n}\n"
try text.write(toFile: output, atomically: true, encoding: .utf8)
