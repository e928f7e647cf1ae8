// swift-tools-version: 6.2

import PackageDescription

/// One set of switches for every target: what a file exposes, and what it may lean on, is always written down.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
    // Versions are not pinned: what a dependency deprecates tomorrow must not stop a build.
    .treatWarning("DeprecatedDeclaration", as: .warning),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let asyncHTTPClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let metrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

/// A room: one target, one folder under `Sources`.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of one room; published test vectors are read where they lie.
func tests(_ name: String, _ dependencies: [Target.Dependency], hasVectors: Bool = false) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: hasVectors ? ["Vectors"] : [], swiftSettings: settings)
}

let package = Package(
    name: "lethe",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "lethe", targets: ["lethe"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    ],
    targets: [
        room("Domain"),
        room("Wire"),
        room("JOSE", ["Wire", crypto, cryptoExtras]),
        room("Extraction", ["Wire", "JOSE", crypto, asyncHTTPClient, nioCore, nioPosix, nioHTTP1]),
        room("SQLCore"),
        room("Vault", ["Domain", crypto, cryptoExtras]),
        room("Store", ["Domain", "SQLCore"]),
        room(
            "SQLiteDriver",
            [
                "SQLCore", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),
        room("UseCases", ["Domain", "Vault", "JOSE", "Store", "SQLCore"]),
        room(
            "WebCore",
            [
                "Domain", "UseCases", "Wire", hummingbird, hummingbirdCore, httpTypes, nioCore, nioPosix, nioHTTPTypes,
                logging, serviceLifecycle,
            ]
        ),
        room("DashboardAPI", ["Domain", "UseCases", "JOSE", "WebCore", "Wire", hummingbird, httpTypes, nioCore]),
        .systemLibrary(
            name: "CQREncode",
            pkgConfig: "libqrencode",
            providers: [.apt(["libqrencode-dev"])]
        ),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "Console",
            dependencies: [
                "Domain", "UseCases", "WebCore", "Wire", "CQREncode", "CZlib", hummingbird, httpTypes, nioCore, logging,
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            exclude: ["Pages"],
            swiftSettings: settings,
            plugins: ["EmbedPages"]
        ),
        .plugin(name: "EmbedPages", capability: .buildTool(), dependencies: ["embed-pages"]),
        .executableTarget(name: "embed-pages", path: "Plugins/embed-pages"),
        room(
            "Operations",
            [
                "Domain", "UseCases", serviceLifecycle, logging, metrics, asyncHTTPClient, nioCore, nioPosix, nioHTTP1,
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        room(
            "Launch",
            [
                "Domain", "Vault", "SQLCore", "SQLiteDriver", "Store", "UseCases", "Wire", "WebCore", "DashboardAPI",
                "Console", "Operations", "Extraction", "JOSE", cryptoExtras, hummingbird, hummingbirdTLS, httpTypes,
                nioCore,
                nioPosix,
                nioHTTPTypes,
                logging,
                metrics,
                serviceLifecycle,
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                asyncHTTPClient,
            ]
        ),
        .executableTarget(name: "lethe", dependencies: ["Launch"], swiftSettings: settings),
        // The same program, but it kills itself at a named step: for the crash test.
        .executableTarget(
            name: "lethe-with-faults",
            dependencies: ["Launch", "Extraction"],
            path: "Tests/Faults",
            swiftSettings: settings
        ),
        // Reference for `make bench`: the smallest Hummingbird server that answers the same bytes.
        .executableTarget(
            name: "bench-reference",
            dependencies: [hummingbird],
            path: "Benchmarks/Reference",
            swiftSettings: settings
        ),
        .target(
            name: "TestSupport",
            dependencies: [
                "Domain", "Vault", "SQLCore", "SQLiteDriver", "Store", "UseCases", "Wire", cryptoExtras,
            ],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
        tests(
            "ConsoleTests",
            [
                "Console", "Domain", "UseCases", "WebCore", "TestSupport", hummingbird, httpTypes, nioCore, logging,
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]
        ),
        tests("DomainTests", ["Domain"]),
        tests("ExtractionTests", ["Extraction", "JOSE", "Wire"]),
        tests("JOSETests", ["JOSE", crypto], hasVectors: true),
        tests(
            "OperationsTests",
            [
                "Domain", "Operations", "SQLCore", "Store", "TestSupport", "UseCases", "Wire", crypto, logging, metrics,
                serviceLifecycle, nioCore,
                nioPosix, nioHTTP1, .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        tests("StoreTests", ["Domain", "SQLCore", "SQLiteDriver", "Store", "TestSupport"]),
        tests("UseCasesTests", ["Domain", "JOSE", "SQLCore", "Store", "UseCases", "Vault", "TestSupport", crypto]),
        tests("VaultTests", ["Domain", "Vault", crypto], hasVectors: true),
        tests("WireTests", ["Wire"], hasVectors: true),
    ]
)
