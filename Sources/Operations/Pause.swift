internal import ServiceLifecycle

/// Sleep that a shutdown ends early.
enum Pause {
    static func rest(_ length: Duration) async {
        // Being woken for the end is what is wanted, so the error says nothing new.
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: length) }
    }
}
