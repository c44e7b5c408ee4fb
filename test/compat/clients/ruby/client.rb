#!/usr/bin/ruby
# Ruby's soap4r. Modes: rpc (no WSDL) and wsdl (the RPC/encoded WSDL). Usage: ruby client.rb MODE RUN.json
require 'json'
require 'soap/rpc/driver'
require 'soap/wsdlDriver'
require 'time'

MODE, FILE = ARGV
RUN = JSON.parse(File.read(FILE, encoding: 'UTF-8'))
NAMESPACE = 'urn:webservices.api.whatcounts'
$saved = {}

# Without a WSDL the library gives structures a type of its own; the fields count.
MapEntry = Struct.new(:key, :value)
BatchRecord = Struct.new(:email, :firstName, :data)

def scalar(type, value)
  type == 'dateTime' && value ? Time.iso8601(value) : value
end

def entries(entries)
  entries && entries.map { |each| MapEntry.new(each['key'], scalar(each['type'], each['value'])) }
end

def plain(arg)
  return $saved.fetch(arg['ref']) { |name| RUN[name] } if arg['ref']

  case arg['type']
  when 'entries' then entries(arg['value'])
  when 'records' then arg['value'].map { |each| BatchRecord.new(each['email'], each['firstName'], entries(each['data'])) }
  when 'list', 'template' then changed($saved[arg['type']], arg['set'])
  else scalar(arg['type'], arg['value'])
  end
end

def changed(structure, changes)
  changes.each { |name, value| structure.__send__("#{name}=", value) }
  structure
end

# What Ruby got: texts, numbers, booleans, arrays, objects with fields.
def shown(value)
  case value
  when nil, true, false, Integer, Float then value
  when String then value.dup.force_encoding('UTF-8')
  when Array then value.map { |each| shown(each) }
  else value.__xmlele.to_h { |name, field| [name.name, shown(field)] }
  end
end

driver =
  if MODE == 'rpc'
    SOAP::RPC::Driver.new(RUN['endpoint'], NAMESPACE)
  else
    SOAP::WSDLDriverFactory.new(RUN['wsdl']).create_rpc_driver
  end
$stdout.sync = true

RUN['steps'].each do |step|
  outcome =
    begin
      operation = step['operation']
      driver.add_method(operation, *step['args'].map { |arg| arg['name'] }) if MODE == 'rpc'
      value = driver.__send__(operation, *step['args'].map { |arg| plain(arg) })
      $saved[step['save']] = value if step['save']
      { value: shown(value) }
    rescue SOAP::FaultError => e
      { fault: { code: e.faultcode.data.to_s, string: shown(e.faultstring.data) } }
    rescue StandardError, NotImplementedError => e
      { error: "#{e.class}: #{e.message}" }
    end
  puts JSON.generate({ step: step['step'] }.merge(outcome))
end
