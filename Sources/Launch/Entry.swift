internal import ArgumentParser
internal import Domain
package import Extraction
internal import Synchronization
package import UseCases

/// Where the program begins and ends.
package enum Entry {
    /// What listens at the named steps of the use cases: nobody, except in the executable of the crash tests.
    private static let listener = Mutex<@Sendable (Step) -> Void>({ _ in })

    /// The same for the named steps of `lethe extract`.
    private static let extractionListener = Mutex<@Sendable (ExtractionStep) -> Void>({ _ in })

    static var reached: @Sendable (Step) -> Void { listener.withLock(\.self) }

    static var extractionReached: @Sendable (ExtractionStep) -> Void { extractionListener.withLock(\.self) }

    /// Reads the command line, runs the command and ends the process with its exit code.
    package static func run(
        reached: @escaping @Sendable (Step) -> Void = { _ in },
        extractionReached: @escaping @Sendable (ExtractionStep) -> Void = { _ in }
    ) async {
        Hardening.apply()
        Allocator.apply()
        listener.withLock { $0 = reached }
        extractionListener.withLock { $0 = extractionReached }
        Terminal.end(await perform(Array(CommandLine.arguments.dropFirst())))
    }

    private static func perform(_ arguments: [String]) async -> Int32 {
        do {
            let command = try RootCommand.parse(arguments)
            try await RootCommand.perform(command)
            return 0
        } catch let status as ExitStatus {
            return status.code
        } catch let failure as LaunchFailure {
            return tell(failure, isJSON: arguments.contains("--json"))
        } catch let failure as Failure {
            return tell(LaunchFailure(failure), isJSON: arguments.contains("--json"))
        } catch {
            // The argument parser's own: help that was asked for, or a usage error (64).
            let status = RootCommand.exitCode(for: error).rawValue
            guard status != ExitCode.failure.rawValue else {
                // Somebody else's error: its text is not ours to print.
                return tell(
                    LaunchFailure(.inputOutput, "Something failed: \(type(of: error))."),
                    isJSON: arguments.contains("--json"))
            }
            let text = RootCommand.fullMessage(for: error)
            if status == 0 { Terminal.print(text) } else { Terminal.complain(text) }
            return status
        }
    }

    private static func tell(_ failure: LaunchFailure, isJSON: Bool) -> Int32 {
        if isJSON { Terminal.print(failure.document) }
        Terminal.complain("lethe: \(failure.message)" + (failure.field.map { " (\($0))" } ?? ""))
        return failure.status.code
    }
}
