// swift-tools-version: 6.2
import PackageDescription

// Programs that measure and stress HotLoop. They are not part of the product; `hotloop bench` and `hotloop soak` build and
// run them in a clone.

/// The settings of the targets in ../Package.swift.
let strict: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

let host: Target.Dependency = .product(name: "HotLoopHost", package: "hotloop")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "hotloop-benchmarks",
  products: [
    .executable(name: "hotloop-bench", targets: ["HotLoopBench"]),
    .executable(name: "hotloop-soak", targets: ["HotLoopSoak"]),
  ],
  dependencies: [
    .package(name: "hotloop", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    // The clone that is measured, and its program `hotloop`.
    .target(name: "HotLoopProduct", swiftSettings: strict),
    // Programs in C that draw the same pictures as the host: the floors of `bench render`.
    .target(name: "CRenderFloors", dependencies: [host], linkerSettings: [.linkedLibrary("ncursesw")]),
    .executableTarget(
      name: "HotLoopBench",
      dependencies: ["CRenderFloors", "HotLoopProduct", host, arguments],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "HotLoopSoak", dependencies: ["HotLoopProduct", host, arguments], swiftSettings: strict
    ),
    // A terminal emulator for tests.
    .target(
      name: "CTerminalScreen", path: "Tests/CTerminalScreen", linkerSettings: [.linkedLibrary("vterm")]),
    // A link to the one of the engine's tests.
    .target(name: "JSONSchema", dependencies: [host], path: "Tests/JSONSchema", swiftSettings: strict),
    .testTarget(
      name: "HotLoopBenchTests",
      dependencies: ["CRenderFloors", "CTerminalScreen", "HotLoopBench", "JSONSchema", host],
      swiftSettings: strict),
    .testTarget(
      name: "HotLoopSoakTests", dependencies: ["HotLoopProduct", "HotLoopSoak"], swiftSettings: strict),
  ]
)
