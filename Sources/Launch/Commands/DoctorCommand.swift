internal import ArgumentParser
internal import Logging
internal import Wire

/// `lethe doctor`
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Examine the data and the machine under it.",
        discussion: """
            Looks at permissions, file system, disk space, root key and clock; checks the database, and holds rows, keys \
            and picture files against each other, which reads everything once. Changes nothing a start would not.

            The exit code is 1 when something is a problem; warnings don't count.
            """)

    @OptionGroup(title: "Data")
    var data: DataOptions

    func run() async throws {
        let settings = try await DataSettings(data, standardLevel: .error)
        settings.bootstrapLogging()
        guard DataDirectory.exists(settings.directory.path) else {
            throw LaunchFailure(.configuration, "There is no data in \(settings.directory.path).")
        }
        var findings = MachineExamination(directory: settings.directory, rootKey: settings.rootKey).findings
        do {
            let answer = try await AdminSession.run(settings) { try await $0.get("discrepancies") }
            findings += DataExamination.findings(try JSONDocument(parsing: answer).root)
        } catch let failure as LaunchFailure {
            findings.append(Finding("database", .problem, failure.message))
        }
        Terminal.print(data.json ? Finding.document(findings) : Array(Finding.table(findings).utf8))
        guard !findings.contains(where: { $0.state == .problem }) else { throw ExitStatus.refused }
    }
}
