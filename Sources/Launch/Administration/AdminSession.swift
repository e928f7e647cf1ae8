internal import Logging
internal import ServiceLifecycle
internal import UseCases

/// One command's way to the data: the socket of a running Lethe, or, where none runs, an administration server of its
/// own for the length of the command. Both speak the same, so a command does not know which it has.
enum AdminSession {
    /// - Parameter mayCreate: whether a data directory is made where there is none.
    static func run<Result: Sendable>(
        _ settings: DataSettings, mayCreate: Bool = false,
        _ body: @escaping @Sendable (AdminClient) async throws -> Result
    ) async throws -> Result {
        let directory = settings.directory
        let opened = try await OpenData.openPatiently(settings, mayCreate: mayCreate, reached: Entry.reached) {
            AdminSocket(in: directory).state == .silent
        }
        if let opened {
            for notice in opened.notices { Terminal.complain(notice) }
            return try await serve(opened, body)
        }
        let socket = AdminSocket(in: directory)
        guard socket.state != .forbidden else {
            throw LaunchFailure(.notAllowed, "\(directory.path) belongs to another user.")
        }
        return try await AdminClient.with(socket, body)
    }

    /// Serves the data to `body` alone.
    static func serve<Result: Sendable>(
        _ data: OpenData, _ body: @escaping @Sendable (AdminClient) async throws -> Result
    ) async throws -> Result {
        let (running, isRunning) = AsyncThrowingStream.makeStream(of: Never.self)
        let server = AdminServer(data, for: .oneCommand, onRunning: { isRunning.finish() })
        var logger = Logger(label: "lethe.command")
        logger.logLevel = max(logger.logLevel, .error)
        let group = ServiceGroup(services: [server], logger: logger)
        let outcome = await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                do {
                    try await group.run()
                    isRunning.finish()
                } catch {
                    isRunning.finish(throwing: error)
                }
            }
            let outcome: Swift.Result<Result, any Error>
            do {
                _ = try await data.registry.sweepOrphanedKeys(before: data.endSlot)
                for try await _ in running {}
                let socket = AdminSocket(in: data.directory, for: .oneCommand)
                outcome = .success(try await AdminClient.with(socket, body))
            } catch {
                outcome = .failure(error)
            }
            await group.triggerGracefulShutdown()
            return outcome
        }
        await data.close()
        return try outcome.get()
    }
}
