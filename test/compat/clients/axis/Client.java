import java.beans.IntrospectionException;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.PrintStream;
import java.net.URL;
import java.util.Calendar;
import java.util.StringJoiner;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javax.xml.namespace.QName;
import org.apache.axis.AxisFault;
import org.apache.axis.client.AxisClient;
import org.apache.axis.client.Call;
import org.apache.axis.client.Service;
import whatcounts.api.client.soap.BatchRecord;
import whatcounts.api.client.soap.MapEntry;
import whatcounts.api.client.soap.WhatCountsAPI;
import whatcounts.api.client.soap.WhatCountsAPIList;
import whatcounts.api.client.soap.WhatCountsAPIServiceLocator;
import whatcounts.api.client.soap.WhatCountsAPITemplate;

/**
 * Apache Axis 1.4 with the stub that WSDL2Java makes of the served WSDL. The steps come as a class that was written
 * from the scenario, so that the compiler checks every signature. Usage: Client SCENARIO ENDPOINT MULTIREF LICENCE
 * and what the realm has: LIST LISTS LAUNCH CAMPAIGN RULE DEFINITION ACCOUNT TAG
 */
public final class Client {
    /** What the written classes are. */
    public interface Scenario {
        void run(Client c) throws Exception;
    }

    public final WhatCountsAPI api;
    public final String licence;
    public final int listId;
    public final String listIds;
    public final String launchFlags;
    public final int campaignId;
    public final int ruleId;
    public final int definitionId;
    public final int accountId;
    public final String readerTag;
    public String session;
    public int templateId;
    public int contactId;
    public WhatCountsAPIList list;
    public WhatCountsAPITemplate template;

    private final String endpoint;
    private final PrintStream out;

    private Client(String[] args) throws Exception {
        endpoint = args[1];
        licence = args[3];
        listId = Integer.parseInt(args[4]);
        listIds = args[5];
        launchFlags = args[6];
        campaignId = Integer.parseInt(args[7]);
        ruleId = Integer.parseInt(args[8]);
        definitionId = Integer.parseInt(args[9]);
        accountId = Integer.parseInt(args[10]);
        readerTag = args[11];
        out = new PrintStream(System.out, true, "UTF-8");
        WhatCountsAPIServiceLocator locator = new WhatCountsAPIServiceLocator();
        locator.getEngine().setOption(AxisClient.PROP_DOMULTIREFS, Boolean.valueOf(args[2]));
        api = locator.getWhatCountsAPI(new URL(endpoint));
    }

    public static void main(String[] args) throws Exception {
        ((Scenario) Class.forName(args[0]).getDeclaredConstructor().newInstance()).run(new Client(args));
    }

    public void step(String name, Callable<?> call) throws Exception {
        TreeMap<String, Object> line = new TreeMap<>();
        line.put("step", name);
        try {
            line.put("value", call.call());
        } catch (AxisFault fault) {
            TreeMap<String, Object> shown = new TreeMap<>();
            shown.put("code", String.valueOf(fault.getFaultCode()));
            shown.put("string", fault.getFaultString());
            line.put("fault", shown);
        } catch (Exception error) {
            line.put("error", error.toString());
        }
        out.println(json(line));
    }

    public static Calendar calendar(String instant) {
        Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        calendar.setTimeInMillis(java.time.Instant.parse(instant).toEpochMilli());
        return calendar;
    }

    public static MapEntry entry(String key, Object value) {
        return new MapEntry(key, value);
    }

    public static MapEntry[] entries(MapEntry... entries) {
        return entries;
    }

    public static BatchRecord record(String email, String firstName, MapEntry[] data) {
        return new BatchRecord(email, firstName, data);
    }

    public static BatchRecord[] records(BatchRecord... records) {
        return records;
    }

    /** A structure as it was read, with changes. */
    public static <T> T changed(T structure, Consumer<T> changes) {
        changes.accept(structure);
        return structure;
    }

    /** A call that the stub does not have. */
    public Object dynamic(String operation, Object... args) throws Exception {
        Call call = (Call) new Service().createCall();
        call.setTargetEndpointAddress(new URL(endpoint));
        call.setOperationName(new QName("urn:webservices.api.whatcounts", operation));
        return call.invoke(args);
    }

    private static String json(Object value) throws IntrospectionException, ReflectiveOperationException {
        if (value == null || value instanceof Number || value instanceof Boolean) return String.valueOf(value);
        if (value instanceof String) return quoted((String) value);
        if (value instanceof Object[]) {
            StringJoiner items = new StringJoiner(",", "[", "]");
            for (Object item : (Object[]) value) items.add(json(item));
            return items.toString();
        }
        TreeMap<?, ?> fields = value instanceof TreeMap ? (TreeMap<?, ?>) value : properties(value);
        StringJoiner members = new StringJoiner(",", "{", "}");
        for (Object name : fields.keySet()) members.add(quoted((String) name) + ":" + json(fields.get(name)));
        return members.toString();
    }

    private static TreeMap<String, Object> properties(Object bean) throws IntrospectionException, ReflectiveOperationException {
        TreeMap<String, Object> fields = new TreeMap<>();
        for (PropertyDescriptor each : Introspector.getBeanInfo(bean.getClass(), Object.class).getPropertyDescriptors()) {
            fields.put(each.getName(), each.getReadMethod().invoke(bean));
        }
        return fields;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') quoted.append('\\').append(c);
            else if (c < ' ') quoted.append(String.format("\\u%04x", (int) c));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
