using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using System.Web.Script.Serialization;
using System.Web.Services.Protocols;
using WhatCounts;

/// What the written classes are.
public interface IScenario {
    void Run(Client c);
}

/// The proxy that `wsdl` makes of a served WSDL. The steps come as a class that was written from the scenario, so
/// that the compiler checks every signature. Usage: client.exe SCENARIO ENDPOINT LICENCE and what the
/// realm has: LIST LISTS LAUNCH CAMPAIGN RULE DEFINITION ACCOUNT TAG
public sealed class Client {
    public readonly WhatCountsAPIService Api;
    public readonly string licence;
    public readonly int listId;
    public readonly string listIds;
    public readonly string launchFlags;
    public readonly int campaignId;
    public readonly int ruleId;
    public readonly int definitionId;
    public readonly int accountId;
    public readonly string readerTag;
    public string session;
    public int templateId;
    public int contactId;
    public WhatCountsAPIList list;
    public WhatCountsAPITemplate template;

    readonly TextWriter output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };

    Client(string[] args) {
        Api = new WhatCountsAPIService { Url = args[1] };
        licence = args[2];
        listId = int.Parse(args[3]);
        listIds = args[4];
        launchFlags = args[5];
        campaignId = int.Parse(args[6]);
        ruleId = int.Parse(args[7]);
        definitionId = int.Parse(args[8]);
        accountId = int.Parse(args[9]);
        readerTag = args[10];
    }

    public static void Main(string[] args) {
        ((IScenario) Activator.CreateInstance(Type.GetType(args[0]))).Run(new Client(args));
    }

    public void Step(string name, Func<object> call) {
        var line = new Dictionary<string, object> { { "step", name } };
        try {
            line["value"] = call();
        } catch (SoapException fault) {
            line["fault"] = new Dictionary<string, object> { { "code", fault.Code.Name }, { "string", fault.Message } };
        } catch (Exception error) {
            line["error"] = error.ToString();
        }
        output.WriteLine(new JavaScriptSerializer().Serialize(line));
    }

    public static DateTime Date(string instant) {
        return DateTime.Parse(instant, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
    }

    /// A structure as it was read, with changes.
    public static T Changed<T>(T structure, Action<T> changes) {
        changes(structure);
        return structure;
    }

    /// A call that the proxy has no way to make.
    public object CannotSay(string what) {
        throw new NotSupportedException(what);
    }
}
