// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target of this package is compiled with. A warning is an error on CI, and only there: it must
/// not get in the way of somebody who tweaks the game.
let strict: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)])

let package = Package(
  name: "hotloop",
  products: [
    .executable(name: "hotloop", targets: ["HotLoopCLI"]),
    // What a game in another package depends on: the Swift SDK and the C header under it.
    .library(name: "GameSDK", targets: ["GameSDK", "CGameABI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // The contract between host and game, and what both sides are made of.
    .target(name: "CGameABI"),
    // The width of each character in terminal cells, for host and games; its tables are generated.
    .target(name: "CCellWidth", exclude: ["generate-tables"]),
    // What each image of a game has for itself; linked into images only, never into the host.
    .target(name: "CGameImage"),
    .target(
      name: "GameSDK", dependencies: ["CCellWidth", "CGameABI", "CGameImage"], swiftSettings: strict),
    // The memory under a world: which parts of it were written to, and copies that do not wait.
    .target(name: "CWorldMemory"),
    .target(
      name: "WorldState",
      dependencies: ["CGameABI", "CWorldMemory"],
      swiftSettings: strict
    ),

    // The one layer that touches the system: threads, processes, channels, clocks, files.
    .target(name: "CHostSystem"),
    .target(
      name: "HostSystem",
      dependencies: [
        "CHostSystem",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),

    // The host.
    .target(name: "CCrashGuard"),
    .systemLibrary(
      name: "CNcurses",
      providers: [.apt(["libncurses-dev"]), .brew(["ncurses"])]
    ),
    // What `bench render` measures against: programs in C, never part of the game's way to the screen.
    .target(name: "CRenderFloors", dependencies: ["CGameABI"], linkerSettings: [.linkedLibrary("ncursesw")]),
    .target(
      name: "Engine",
      dependencies: [
        "CCellWidth", "CGameABI", "HostSystem", "WorldState", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict
    ),
    // From a saved file to the library of the game.
    .target(
      name: "GameBuilder",
      dependencies: [
        "HostSystem", .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "HotReload",
      dependencies: [
        "CCrashGuard", "CGameABI", "CWorldMemory", "Engine", "GameBuilder", "HostSystem", "WorldState",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),
    .target(
      name: "TerminalRenderer",
      dependencies: [
        "CCellWidth", "CGameABI", "CNcurses", "Engine", "HostSystem",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "HotLoopCLI",
      dependencies: [
        "CCrashGuard", "CGameABI", "CRenderFloors", "Engine", "GameBuilder", "HostSystem", "HotReload",
        "TerminalRenderer",
        "WorldState",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: strict
    ),

    // The game that comes with the engine. Nothing imports it: the host compiles and loads it.
    .target(name: "World", dependencies: ["CGameABI"], path: "Game/World"),
    .target(
      name: "Game",
      dependencies: ["GameSDK", "World"],
      path: "Game",
      exclude: ["World"],
      swiftSettings: strict
    ),

    .target(name: "WorldFixtures", dependencies: ["CGameABI"], path: "Tests/Fixtures/WorldFixtures"),
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    .testTarget(
      name: "GameSDKTests",
      dependencies: ["CAllocations", "CGameABI", "CGameImage", "GameSDK", "WorldFixtures"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "GameTests",
      dependencies: ["CGameABI", "Game", "GameSDK", "World", "WorldFixtures"],
      swiftSettings: strict
    ),
    .testTarget(
      name: "HostSystemTests",
      dependencies: ["HostSystem", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: strict
    ),
    .testTarget(
      name: "WorldStateTests", dependencies: ["CCrashGuard", "CGameABI", "CWorldMemory", "WorldState"],
      swiftSettings: strict),
    .testTarget(
      name: "EngineTests", dependencies: ["CGameABI", "Engine", "HostSystem", "WorldState"],
      swiftSettings: strict),
    .testTarget(
      name: "GameBuilderTests", dependencies: ["GameBuilder", "HostSystem"], swiftSettings: strict),
    .testTarget(
      name: "HotReloadTests",
      dependencies: [
        "CCrashGuard", "CGameABI", "CWorldMemory", "Engine", "HostSystem", "HotReload", "WorldState",
      ],
      swiftSettings: strict
    ),
    // An emulator for tests, beside tmux.
    .systemLibrary(name: "CVterm", path: "Tests/CVterm", providers: [.apt(["libvterm-dev"])]),
    .testTarget(
      name: "TerminalRendererTests",
      dependencies: [
        "CCellWidth", "CGameABI", "CNcurses", "CRenderFloors", "CVterm", "Engine", "GameSDK", "HostSystem",
        "TerminalRenderer",
      ],
      swiftSettings: strict
    ),
    // Stories, end to end: the program itself, a real compiler, a real terminal.
    .testTarget(
      name: "ReloadTests",
      dependencies: [
        "CCrashGuard", "CGameABI", "Engine", "GameBuilder", "HostSystem", "HotLoopCLI", "HotReload",
        "WorldState",
      ],
      swiftSettings: strict
    ),
  ]
)
