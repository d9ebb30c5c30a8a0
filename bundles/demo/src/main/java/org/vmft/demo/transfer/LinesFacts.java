package org.vmft.demo.transfer;

import java.util.Optional;

/** What came of a line client's connection over all faults. */
public record LinesFacts(long answered, Connection connection, Optional<String> trouble) {}
