package org.vmft.launcher;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/** Says of every bundle that cannot resolve what it lacks. */
final class MissingRequirements {
    private static final Pattern FROM = Pattern.compile("\\(version>=([^)]*)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([^)]*)\\)\\)");

    private final FrameworkWiring wiring;
    private final BundleContext context;

    MissingRequirements(BundleContext context) {
        this.context = context;
        this.wiring = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    /** One line per bundle, in the order of installation. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getState() == Bundle.INSTALLED && !wiring.resolveBundles(List.of(bundle))) {
                lines.add("bundle " + bundle.getSymbolicName() + " cannot be resolved: needs " + missing(bundle));
            }
        }
        return lines;
    }

    private String missing(Bundle bundle) {
        List<String> missing = new ArrayList<>();
        List<String> unresolvedProviders = new ArrayList<>();
        for (BundleRequirement requirement : bundle.adapt(BundleRevision.class).getDeclaredRequirements(null)) {
            if (Constants.RESOLUTION_OPTIONAL.equals(requirement.getDirectives().get(Constants.RESOLUTION_DIRECTIVE))
                    || !Constants.EFFECTIVE_RESOLVE.equals(
                            requirement.getDirectives().getOrDefault(Constants.EFFECTIVE_DIRECTIVE, Constants.EFFECTIVE_RESOLVE))) {
                continue;
            }
            Collection<BundleCapability> providers = wiring.findProviders(requirement);
            String needed = describe(requirement.getNamespace(), requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, ""));
            if (providers.isEmpty()) {
                missing.add(needed);
            } else if (providers.stream().allMatch(p -> p.getRevision().getBundle().getState() == Bundle.INSTALLED)) {
                unresolvedProviders.add(needed + " from " + providers.iterator().next().getRevision().getBundle().getSymbolicName());
            }
        }
        missing.addAll(unresolvedProviders);
        return missing.isEmpty() ? frameworkReason(bundle) : String.join(", ", missing);
    }

    /** For instance two requirements that exclude each other; only the framework's resolver can tell. */
    private static String frameworkReason(Bundle bundle) {
        try {
            bundle.start();
            return "what has just arrived";
        } catch (BundleException e) {
            return e.getMessage();
        }
    }

    /** A package or a bundle by name and range; any other requirement as namespace and filter. */
    static String describe(String namespace, String filter) {
        Matcher name = Pattern.compile("\\(" + Pattern.quote(namespace) + "=([^)]*)\\)").matcher(filter);
        boolean known = namespace.equals("osgi.wiring.package") || namespace.equals("osgi.wiring.bundle");
        if (!known || !name.find()) {
            return namespace + " " + filter;
        }
        String kind = namespace.substring(namespace.lastIndexOf('.') + 1);
        Matcher below = BELOW.matcher(filter);
        String upper = below.find() ? "," + below.group(1) + ")" : "";
        Matcher from = FROM.matcher(filter.replaceAll(BELOW.pattern(), ""));
        String lower = from.find() ? from.group(1) : "";
        String range = upper.isEmpty() ? lower : "[" + lower + upper;
        return (kind + " " + name.group(1) + " " + range).strip();
    }
}
