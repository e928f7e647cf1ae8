internal import Configuration
internal import SystemPackage

/// Where settings come from: the command line, then the environment (`LETHE_…`), then a JSON file.
struct SettingsSource: Sendable {
    private let reader: ConfigReader
    /// The command line and the environment alone.
    private let outside: ConfigReader

    /// - Parameter options: what stood on the command line.
    init(_ options: [AbsoluteConfigKey: ConfigValue]) async throws {
        let given: [any ConfigProvider] = [
            InMemoryProvider(name: "command line", values: options),
            EnvironmentVariablesProvider().prefixKeys(with: "lethe"),
        ]
        let first = ConfigReader(providers: given)
        outside = first
        guard let path = first.string(forKey: "config") else {
            reader = first
            return
        }
        do {
            let file = try await FileProvider<JSONSnapshot>(filePath: FilePath(path))
            reader = ConfigReader(providers: given + [file])
        } catch {
            throw LaunchFailure(.configuration, "The settings file \(path) can't be read as a JSON object of settings.")
        }
    }

    func text(_ key: ConfigKey) async throws -> String? {
        try await value(key) { try await $0.fetchString(forKey: key) }
    }

    func flag(_ key: ConfigKey) async throws -> Bool {
        try await value(key) { try await $0.fetchBool(forKey: key) } ?? false
    }

    /// A whole number within bounds; `standard` where none is given.
    func number(_ key: ConfigKey, _ standard: Int, in bounds: ClosedRange<Int>) async throws -> Int {
        let number = try await value(key) { try await $0.fetchInt(forKey: key) } ?? standard
        guard bounds.contains(number) else {
            throw LaunchFailure(
                .configuration,
                "The setting \(key) is a whole number from \(bounds.lowerBound) to \(bounds.upperBound).")
        }
        return number
    }

    /// A share from 0 to 1; `nil` where none is given.
    func fraction(_ key: ConfigKey) async throws -> Double? {
        let share = try await value(key) { try await $0.fetchDouble(forKey: key) }
        guard share.map({ (0...1).contains($0) }) ?? true else {
            throw LaunchFailure(.configuration, "The setting \(key) is a number from 0 to 1.")
        }
        return share
    }

    /// A setting that opens a door to the operator's own network, so whoever sets it must own the settings file.
    func textFromFile(_ key: ConfigKey) async throws -> String? {
        try await refuseOutside(key)
        return try await text(key)
    }

    /// The same for a list; empty where none is given.
    func listFromFile(_ key: ConfigKey) async throws -> [String] {
        try await refuseOutside(key)
        return try await value(key) { try await $0.fetchStringArray(forKey: key) } ?? []
    }

    private func refuseOutside(_ key: ConfigKey) async throws {
        guard try await outside.fetchString(forKey: key) == nil else {
            throw LaunchFailure(
                .configuration, "The setting \(key) is taken from the settings file (--config) only.")
        }
    }

    private func value<Value>(_ key: ConfigKey, _ fetch: (ConfigReader) async throws -> Value?) async throws -> Value? {
        do {
            return try await fetch(reader)
        } catch {
            throw LaunchFailure(.configuration, "The setting \(key) has a value of the wrong kind.")
        }
    }
}
