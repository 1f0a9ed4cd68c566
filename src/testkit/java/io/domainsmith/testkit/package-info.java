/** For tests of steps: a runner of before and after that needs no test framework, and assertions for AssertJ. */
@NullMarked
package io.domainsmith.testkit;

import org.jspecify.annotations.NullMarked;
