package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.CpuSet;
import io.domainsmith.validate.Rule;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The guest's NUMA nodes, and the host's that they are bound to.
 *
 * @since 0.1
 */
public final class NumaRules {

    /** Cells are numbered from 0 without a gap: virDomainNumaDefParseXML. */
    public static final Rule CELLS = Check.refused("numa-cells",
            "The cells of <numa> are numbered from 0 on without a gap or a repetition, and each of the guest's vCPUs is in one of them at most.",
            "virDomainNumaDefParseXML", "number the cells 0, 1, 2 and so on, each with vCPUs of its own, or leave their ids out",
            NumaRules::cells).everywhere().about("cpu");

    /** How far cells are from each other: virDomainNumaDefNodeDistanceParseXML. */
    public static final Rule DISTANCES = Check.refused("numa-distances",
            "A cell's distance is to a cell that the guest has not, is beyond 10 to 255, or is 10, which a cell has to itself and to no other.",
            "virDomainNumaDefNodeDistanceParseXML", "name a cell of <numa>, and a distance from 11 to 255",
            Check.each("cpu/numa/cell/distances/sibling", NumaRules::distance)).everywhere();

    /** Bindings to host nodes: virDomainNumatuneParseXML, virDomainNumatuneNodeParseXML. */
    public static final Rule TUNE = Check.refused("numatune-contradiction",
            "<numatune> binds memory to no node, to nodes while placement is automatic, or in modes that do not go together; a <memnode> "
                    + "needs a guest NUMA cell of its id.",
            "virDomainNumatuneParseXML, virDomainNumatuneNodeParseXML, virDomainNumatuneSet", "correct <numatune>", NumaRules::tune)
            .everywhere().about("numatune");

    /** A device on a guest node that is none: qemuDomainAssignPCIAddresses, virDomainControllerDefValidate. */
    public static final Rule CONTROLLER_NODE = Check.refused("controller-numa-node",
            "A PCI expander is on a guest NUMA node that the guest has not, or the root bus is on one.",
            "qemuDomainAssignPCIAddresses, virDomainControllerDefValidate",
            "name a cell of <numa> in <target><node> of an expander bus, and leave it out of the root bus",
            Check.eachDevice("controller", NumaRules::controllerNode));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(CELLS, DISTANCES, TUNE, CONTROLLER_NODE);

    private NumaRules() {
    }

    private static void cells(Guest guest, Report report) {
        List<SourceElement> cells = guest.all("cpu/numa/cell");
        if (cells.isEmpty()) {
            return;
        }
        Set<Long> ids = new HashSet<>();
        CpuSet seen = CpuSet.none();
        for (SourceElement cell : cells) {
            OptionalLong id = Xml.number(cell, "@id");
            Optional<CpuSet> cpus = Optional.ofNullable(cell.attribute("cpus")).flatMap(CpuSet::parse);
            if (id.isPresent() && (id.getAsLong() >= cells.size() || !ids.add(id.getAsLong()))) {
                report.addAt(cell, "id", "<cell> (line " + cell.line() + ") has id " + id.getAsLong() + ", but "
                        + (id.getAsLong() < cells.size() ? "another cell has it, too"
                                : "the " + cells.size() + " cells are to be numbered from 0 without a gap"));
            } else if (cpus.isPresent() && cpus.get().meets(seen)) {
                report.addAt(cell, "cpus", "<cell> (line " + cell.line() + ") has a vCPU that is in another cell, too");
            }
            seen = seen.plus(cpus.orElse(CpuSet.none()));
        }
        String vcpus = Xml.value(guest.root(), "vcpu", "1");
        if (vcpus.matches("\\d{1,6}") && seen.greatest() >= Integer.parseInt(vcpus)) {
            report.add(cells.get(0).parent(), "<numa> (line " + cells.get(0).parent().line() + ") has vCPU " + seen.greatest() + ", but the guest has "
                    + (vcpus.equals("1") ? "0 alone" : "0 to " + (Integer.parseInt(vcpus) - 1)));
        }
    }

    private static @Nullable String distance(Guest guest, SourceElement sibling) {
        SourceElement cell = sibling.parent().parent();
        List<SourceElement> cells = guest.all("cpu/numa/cell");
        OptionalLong to = Xml.number(sibling, "@id");
        OptionalLong value = Xml.number(sibling, "@value");
        if (to.isEmpty() || value.isEmpty()) {
            return null;
        }
        String name = "<sibling> (line " + sibling.line() + ") ";
        OptionalLong id = Xml.number(cell, "@id");
        boolean self = (id.isPresent() ? id.getAsLong() : cells.indexOf(cell)) == to.getAsLong();
        if (to.getAsLong() >= cells.size()) {
            return name + "is cell " + to.getAsLong() + ", but the guest's cells are "
                    + (cells.size() == 1 ? "0 alone" : "0 to " + (cells.size() - 1));
        } else if (value.getAsLong() < 10 || value.getAsLong() > 255) {
            return name + "is at distance " + value.getAsLong() + ", which is not between 10 and 255";
        }
        return self == (value.getAsLong() == 10) ? null : name + "is at distance " + value.getAsLong() + ", but "
                + (self ? "a cell is at 10 of itself" : "only the cell itself is at 10");
    }

    private static void tune(Guest guest, Report report) {
        SourceElement numatune = Xml.first(guest.root(), "numatune");
        if (numatune == null) {
            return;
        }
        SourceElement memory = Xml.first(numatune, "memory");
        int cells = guest.all("cpu/numa/cell").size();
        boolean automatic = false;
        boolean restrictive = false;
        if (memory != null) {
            String nodeset = memory.attribute("nodeset");
            String placement = Xml.value(memory, "@placement", nodeset == null ? Xml.value(guest.root(), "vcpu/@placement", "static") : "static");
            automatic = placement.equals("auto");
            restrictive = Xml.is(memory, "@mode", "restrictive");
            if (nodeset == null && Xml.is(memory, "@placement", "static")) {
                report.add(memory, "<memory> in <numatune> (line " + memory.line() + ") is placed statically but names no nodes");
            }
            emptyNodes(memory, report);
        }
        Set<String> seen = new HashSet<>();
        for (SourceElement node : Xml.all(numatune, "memnode")) {
            String name = "<memnode> (line " + node.line() + ")";
            long cell = Xml.number(node, "@cellid", -1);
            emptyNodes(node, report);
            if (cells == 0) {
                report.add(node, name + " is for a guest NUMA cell, but the guest has none");
            } else if (cell >= cells) {
                report.addAt(node, "cellid", name + " is for cell " + cell + ", but the guest's cells are 0 to " + (cells - 1));
            } else if (!seen.add(Xml.value(node, "@cellid", ""))) {
                report.addAt(node, "cellid", name + " is for cell " + cell + ", which another <memnode> is for, too");
            } else if (automatic) {
                report.add(node, name + " binds a cell, but <memory> (line " + memory.line() + ") is placed automatically");
            } else if (restrictive && !Xml.is(node, "@mode", "restrictive")) {
                report.add(node, name + " must have mode restrictive, as <memory> (line " + memory.line() + ") has");
            }
        }
    }

    private static void emptyNodes(SourceElement element, Report report) {
        String nodeset = element.attribute("nodeset");
        if (nodeset != null && CpuSet.parse(nodeset).map(CpuSet::isEmpty).orElse(false)) {
            report.addAt(element, "nodeset", "<" + element.name() + "> in <numatune> (line " + element.line() + ") has the nodes '" + nodeset
                    + "', which are none");
        }
    }

    private static @Nullable String controllerNode(Guest guest, SourceElement controller) {
        OptionalLong node = Xml.is(controller, "@type", "pci") ? Xml.number(controller, "target/node") : OptionalLong.empty();
        if (node.isEmpty()) {
            return null;
        } else if (Xml.number(controller, "@index", -1) == 0) {
            return "is the root bus, which is on no NUMA node";
        }
        int cells = guest.all("cpu/numa/cell").size();
        return node.getAsLong() < cells ? null : "is on guest NUMA node " + node.getAsLong() + ", but the guest has "
                + (cells == 0 ? "none" : "0 to " + (cells - 1));
    }
}
