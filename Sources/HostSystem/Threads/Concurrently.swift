import Foundation

/// Does something for each of several elements, as many at a time as there are processors.
/// - Returns: the results, in the order of the elements.
/// - Throws: the first error; what has not begun is left out, and what has is cancelled and waited for.
public func concurrently<Element: Sendable, Value: Sendable>(
  _ elements: [Element], _ work: @escaping @Sendable (Element) async throws -> Value
) async throws -> [Value] {
  try await withThrowingTaskGroup(of: (Int, Value).self) { group in
    var results = [Value?](repeating: nil, count: elements.count)
    var next = 0
    func begin() {
      guard next < elements.count else { return }
      group.addTask { [next] in (next, try await work(elements[next])) }
      next += 1
    }
    for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { begin() }
    while let (index, value) = try await group.next() {
      results[index] = value
      begin()
    }
    return results.compactMap(\.self)
  }
}
