// Judges PDF files by PDF/A-3a with veraPDF; prints one line a file: its name, and the rules it breaks.
// The profile is read by hand, because the jar has no JAXB to read it with.

import java.io.File;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.RuleId;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.verapdf.pdfa.validation.validators.ValidatorConfigBuilder;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

public class VeraCheck {
    static final PDFAFlavour FLAVOUR = PDFAFlavour.PDFA_3_A;

    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        var config = ValidatorConfigBuilder.defaultBuilder().flavour(FLAVOUR).maxFails(-1).build();
        ValidationProfile profile = profile();
        for (String file : files) {
            Set<String> broken = new TreeSet<>();
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), FLAVOUR);
                    PDFAValidator validator = Foundries.defaultInstance().createValidator(config, profile)) {
                var result = validator.validate(parser);
                for (RuleId rule : result.getFailedChecks().keySet())
                    broken.add(rule.getClause() + "-" + rule.getTestNumber());
                if (broken.isEmpty() && !result.isCompliant()) broken.add("not compliant");
            }
            System.out.println(new File(file).getName() + ": " + String.join(" ", broken));
        }
    }

    static ValidationProfile profile() throws Exception {
        var source = VeraCheck.class.getResourceAsStream("/org/verapdf/pdfa/validation/PDFA-3A.xml");
        Element root = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(source).getDocumentElement();
        Set<Rule> rules = new HashSet<>();
        for (Element each : all(root, "rule")) rules.add(rule(each));
        Set<Variable> variables = new HashSet<>();
        for (Element each : all(root, "variable"))
            variables.add(Profiles.variableFromValues(each.getAttribute("name"), each.getAttribute("object"),
                    text(each, "defaultValue"), text(each, "value")));
        var details = Profiles.profileDetailsFromValues("PDF/A-3a", "", "", new java.util.Date(0));
        return Profiles.profileFromValues(FLAVOUR, details, "", rules, variables);
    }

    static Rule rule(Element rule) {
        Element id = all(rule, "id").get(0);
        var name = Profiles.ruleIdFromValues(FLAVOUR.getPart(), id.getAttribute("clause"),
                Integer.parseInt(id.getAttribute("testNumber")));
        boolean isDeferred = Boolean.parseBoolean(rule.getAttribute("deferred"));
        return Profiles.ruleFromValues(name, rule.getAttribute("object"), isDeferred ? true : null, null,
                text(rule, "description"), text(rule, "test"), Profiles.errorFromValues("broken", List.of()), List.of());
    }

    static List<Element> all(Element parent, String tag) {
        NodeList found = parent.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) elements.add((Element) found.item(i));
        return elements;
    }

    static String text(Element parent, String tag) {
        return all(parent, tag).get(0).getTextContent();
    }
}
