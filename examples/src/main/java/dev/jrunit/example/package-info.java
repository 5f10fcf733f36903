/** What the services of {@code etc-service-example} run. Shipped with the distribution; no tool depends on it. */
package dev.jrunit.example;
